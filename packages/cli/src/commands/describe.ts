import type { CommandContext } from '../command-context.ts';
import { describeModel, isModelFile } from './describe-model.ts';
import { plainTable } from './plain-table.ts';

/** What `batchmates describe` is told. */
export interface DescribeArguments extends CommandContext {
  readonly network: string;
  readonly width?: number;
  readonly classes: number;
  /** Side of the input images, in pixels. */
  readonly size?: number;
  readonly shortcut?: 'pad' | 'projection';
}

/** `batchmates describe`: prints a network's layers with shapes, parameters and FLOPs; of an ONNX file, its batch norms. */
export async function describe({
  network: name,
  width,
  classes,
  size,
  shortcut,
  print,
}: DescribeArguments): Promise<void> {
  if (isModelFile(name)) return describeModel(name, print);
  const { createNetwork } = await import('@batchmates/model-zoo');
  const { describeNetwork, formatShape } = await import('@batchmates/network');
  const side = size ?? (name.startsWith('cifar') ? 36 : 224);
  const network = createNetwork(name, {
    input: { height: side, width: side, channels: 3 },
    classes,
    ...(width !== undefined && { width }),
    ...(shortcut !== undefined && { shortcut }),
  });
  const { layers, parameters, flops } = describeNetwork(network);
  const rows = layers.map((layer) => [
    layer.name,
    layer.kind,
    formatShape(layer.shape),
    count(layer.parameters),
    count(layer.flops),
  ]);
  print(plainTable(['layer', 'kind', 'output', 'parameters', 'FLOPs'], rows, [3, 4]));
  print(
    `${name}: ${count(parameters)} parameters, ${(flops / 1e6).toFixed(1)} MFLOPs for an image of ${side}x${side}`,
  );
}

function count(value: number): string {
  return value === 0 ? '' : value.toLocaleString('en');
}
