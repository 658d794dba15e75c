import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { encodeColumns, writeWholeFile } from '@batchmates/artifact';
import type { BatchPlan } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import { encodeNpz } from '@batchmates/tables';
import { csvFormatValue } from 'd3-dsv';
import type { PlannedBatches } from './planned-batches.ts';

/** Where batches are saved. */
export interface SaveRequest {
  /** `.npz`, `.csv` or `.arrow`. */
  readonly file: string;
  /** Whether a file that is there is replaced. */
  readonly force: boolean;
}

/** Throws a `UserError` when the batches could not be saved there: of an ending that is none of the formats, or where something stands. */
export function checkSave({ file, force }: SaveRequest): void {
  if (!Object.hasOwn(ENCODERS, extname(file))) {
    throw new UserError({
      code: 'batches/save',
      what: `option --save ${file}`,
      expected: `a name that ends in ${Object.keys(ENCODERS).join(', ')}`,
      received: extname(file) === '' ? 'no ending' : extname(file),
    });
  }
  if (force || !existsSync(file)) return;
  throw new UserError({
    code: 'batches/save',
    what: `option --save ${file}`,
    expected: 'a file that is not there yet',
    received: 'one that is',
    remedy: 'name another, or replace it with --force',
  });
}

/**
 * Saves the batches of all epochs, a row for each place in a batch, whole or not at all; docs/batches.md describes the layout. Equal plans give equal
 * bytes. Throws a `UserError` as `checkSave` does, and when the file cannot be written. Gives a line about it.
 */
export async function savePlans(planned: PlannedBatches, request: SaveRequest): Promise<string> {
  checkSave(request);
  const { file } = request;
  const content = await ENCODERS[extname(file) as Ending](planned);
  await writeWholeFile(file, content).catch((cause: unknown) => {
    throw new UserError({
      code: 'batches/save',
      what: `option --save ${file}`,
      expected: 'a file in a folder that exists and can be written',
      cause,
    });
  });
  const { length } = planned.plans;
  return `${file}: ${length === 1 ? 'epoch 0' : `${length} epochs`}, a row for each place in a batch (docs/batches.md)`;
}

type Ending = '.npz' | '.csv' | '.arrow';

const ENCODERS: Readonly<Record<Ending, (planned: PlannedBatches) => Promise<Uint8Array>>> = {
  '.npz': async ({ plans, seed, batching }) =>
    encodeNpz({ ...rowsOf(plans), ...startsOf(plans), seed, strategy: JSON.stringify(batching) }),
  '.csv': async (planned) => csvOf(planned),
  '.arrow': async ({ plans, seed, batching }) =>
    encodeColumns(rowsOf(plans), { seed: String(seed), strategy: JSON.stringify(batching) }),
};

/** An epoch at a time: rows as texts take far more memory than the plan. */
function csvOf({ plans, seed, batching }: PlannedBatches): Uint8Array {
  const strategy = csvFormatValue(batching.kind);
  const parts = plans.map((plan, epoch) => {
    const { batch, image, counted } = rowsOf([plan]);
    const lines = Array.from(
      image,
      (each, row) => `${epoch},${batch[row]!},${each},${counted[row]!},${seed},${strategy}\n`,
    );
    return Buffer.from(lines.join(''));
  });
  return Buffer.concat([Buffer.from('epoch,batch,image,counted,seed,strategy\n'), ...parts]);
}

/** One row for each place in a batch, epoch after epoch. */
interface PlanRows {
  readonly epoch: Uint32Array;
  /** From 0 in each epoch. */
  readonly batch: Uint32Array;
  readonly image: Uint32Array;
  /** 0 for an image that only fills the batch, else 1. */
  readonly counted: Uint8Array;
}

function rowsOf(plans: readonly BatchPlan[]): PlanRows & Readonly<Record<string, Uint32Array | Uint8Array>> {
  const length = plans.reduce((sum, { indices }) => sum + indices.length, 0);
  const rows = {
    epoch: new Uint32Array(length),
    batch: new Uint32Array(length),
    image: new Uint32Array(length),
    counted: new Uint8Array(length).fill(1),
  };
  let start = 0;
  plans.forEach(({ indices, offsets, counted }, epoch) => {
    rows.epoch.fill(epoch, start, start + indices.length);
    rows.image.set(indices, start);
    if (counted !== undefined) rows.counted.set(counted, start);
    for (let end = 1; end < offsets.length; end++)
      rows.batch.fill(end - 1, start + offsets[end - 1]!, start + offsets[end]!);
    start += indices.length;
  });
  return rows;
}

/**
 * Where batches and epochs begin, ends included: batch `b` of all is the rows `batch_offsets[b]` to `batch_offsets[b + 1]`, epoch `e` the batches
 * `epoch_offsets[e]` to `epoch_offsets[e + 1]`.
 */
function startsOf(plans: readonly BatchPlan[]): Record<'batch_offsets' | 'epoch_offsets', Uint32Array> {
  const [batches, epochs] = [[0], [0]];
  for (const { offsets } of plans) {
    const start = batches.at(-1)!;
    for (const end of offsets.subarray(1)) batches.push(start + end);
    epochs.push(batches.length - 1);
  }
  return { batch_offsets: Uint32Array.from(batches), epoch_offsets: Uint32Array.from(epochs) };
}
