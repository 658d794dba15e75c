import { UserError } from '@batchmates/errors';
import type { BatchPlan } from './batch-plan.ts';

/** A plan as an Arrow IPC file: one row per place in a batch, with columns `batch`, `image` and `counted`. */
export async function encodePlan(plan: BatchPlan): Promise<Uint8Array> {
  // Arrow takes half a second to load, and every command imports this package.
  const { makeVector, Table, tableToIPC } = await import('apache-arrow');
  const batch = new Uint32Array(plan.indices.length);
  for (let index = 1; index < plan.offsets.length; index++) {
    batch.fill(index - 1, plan.offsets[index - 1], plan.offsets[index]);
  }
  const counted = plan.counted ?? new Uint8Array(plan.indices.length).fill(1);
  const table = new Table({
    batch: makeVector(batch),
    image: makeVector(plan.indices),
    counted: makeVector(counted),
  });
  return tableToIPC(table, 'file');
}

/** Reads what `encodePlan` wrote; throws a `UserError` when the columns are not those of a plan. */
export async function decodePlan(bytes: Uint8Array): Promise<BatchPlan> {
  const { tableFromIPC } = await import('apache-arrow');
  const table = tableFromIPC(bytes);
  const column = (name: string): ArrayLike<number> => {
    const values: unknown = table.getChild(name)?.toArray();
    if (values instanceof Uint32Array || values instanceof Uint8Array) return values;
    throw new UserError({
      code: 'batching/plan-file',
      what: 'reading a batch plan',
      expected: 'the columns batch, image and counted',
      received: table.schema.names.join(', '),
    });
  };
  const [batch, image, counted] = [column('batch'), column('image'), column('counted')];
  const offsets = [0];
  for (let row = 1; row <= batch.length; row++) if (batch[row] !== batch[row - 1]) offsets.push(row);
  const plan = {
    indices: Uint32Array.from(image),
    offsets: Uint32Array.from(batch.length === 0 ? [0] : offsets),
  };
  return Array.from(counted).every((flag) => flag === 1)
    ? plan
    : { ...plan, counted: Uint8Array.from(counted) };
}
