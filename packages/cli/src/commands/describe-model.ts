import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { plainTable } from './plain-table.ts';

/** Whether what is to be described is a file, of somebody's model, and not the name of a network. */
export function isModelFile(name: string): boolean {
  return name.toLowerCase().endsWith('.onnx') || statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * `batchmates describe model.onnx`: what an ONNX file takes and gives, its batch norms, and what they normalise with. Throws a `UserError`
 * (`onnx/folded`) when all its batch norms were folded into other layers: nothing can be told about them any more.
 */
export async function describeModel(file: string, print: CommandContext['print']): Promise<void> {
  const { KEEP_BATCH_NORMS, readModelFile, refuseFolded } = await import('@batchmates/onnx');
  const model = await readModelFile(file);
  refuseFolded(model, file);
  const { opset, input, output, batchNorms, folded } = model;
  const rows = batchNorms.map(({ name, channels, moments }) => [
    name,
    channels,
    moments === undefined ? "the batch's own" : 'fixed ones, of the file',
  ]);
  if (rows.length > 0) print(plainTable(['batch norm', 'channels', 'statistics'], rows, [1]));
  const shapes = `${input.name} [${input.shape.join(', ')}] to ${output.name} [${output.shape.join(', ')}]`;
  const ofBatch = batchNorms.filter(({ moments }) => moments === undefined).length;
  print(`${basename(file)}: ONNX, opset ${opset}, ${shapes}; ${tell(batchNorms.length, ofBatch)}`);
  if (folded.length > 0)
    print(`folded into other layers: ${folded.join(', ')}; to keep them, ${KEEP_BATCH_NORMS}`);
}

function tell(count: number, ofBatch: number): string {
  if (count === 0)
    return 'no batch norm; exporters often fold them into convolutions: docs/onnx.md has the line that keeps them';
  const norms = `${count} batch norm${count > 1 ? 's' : ''}`;
  return ofBatch === 0
    ? `${norms} with fixed statistics: each image is answered for itself`
    : `${norms}, ${ofBatch} of which normalise${ofBatch > 1 ? '' : 's'} with the batch: its answers depend on the other images`;
}
