import { decodeColumns, encodeColumns } from '@batchmates/artifact';
import type { BatchPlan } from './batch-plan.ts';

/**
 * A plan as an Arrow IPC file, one row for each place in a batch: `batch: Uint32`, `image: Uint32`, and `counted: Uint8`
 * (0 for an image that only fills the batch).
 */
export function encodePlan(plan: BatchPlan): Promise<Uint8Array> {
  const batch = new Uint32Array(plan.indices.length);
  for (let index = 1; index < plan.offsets.length; index++) {
    batch.fill(index - 1, plan.offsets[index - 1], plan.offsets[index]);
  }
  const counted = plan.counted ?? new Uint8Array(plan.indices.length).fill(1);
  return encodeColumns({ batch, image: plan.indices, counted });
}

/** Reads what `encodePlan` wrote; throws a `UserError` when the columns are not those of a plan. */
export function decodePlan(bytes: Uint8Array): Promise<BatchPlan> {
  const about = {
    code: 'batching/plan-file',
    what: 'reading a batch plan',
    expected: 'the columns batch, image and counted',
  };
  return decodeColumns(bytes, about, (columns) => {
    const batch = columns.uint32('batch');
    const plan = { indices: columns.uint32('image'), offsets: offsetsOf(batch) };
    const counted = columns.uint8('counted');
    return counted.every((flag) => flag === 1) ? plan : { ...plan, counted };
  });
}

/** Where each batch begins, and the end of the last: `[batches + 1]`. */
function offsetsOf(batch: Uint32Array): Uint32Array {
  const offsets = [0];
  for (let place = 1; place <= batch.length; place++) {
    if (batch[place] !== batch[place - 1]) offsets.push(place);
  }
  return Uint32Array.from(batch.length === 0 ? [0] : offsets);
}
