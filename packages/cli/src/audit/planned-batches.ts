import { planOf, repeatsOf, type BatchPlan, type Place } from '@batchmates/batching';
import { firstColumn, flags, hasColumn, tableError, texts, type Table } from '@batchmates/tables';
import { assertSameRows, IMAGE_COLUMNS, type LabelledImages } from './labelled-images.ts';

/** Columns of a table of batches. */
export const BATCH_COLUMNS = ['epoch', 'batch', 'counted', 'label', ...IMAGE_COLUMNS] as const;

/**
 * The plans of the epochs of a table of one row for each place in a batch: `batch`, `image` (or `id`), and optionally `epoch` and `counted`. Rows
 * with the same epoch and batch are one batch, wherever they stand. Images are named by their ids or, where no name is an id, by their rows from 0. Throws a `UserError` for an image without a label and for batch numbers that start
 * again without a column `epoch`, and for plans of several processes or folds in one table.
 */
export function plannedBatches(table: Table, images: LabelledImages): BatchPlan[] {
  refuseSeveral(table);
  const column = firstColumn(table, IMAGE_COLUMNS);
  const named = texts(table, column);
  const batch = texts(table, 'batch');
  const epoch = hasColumn(table, 'epoch') ? texts(table, 'epoch') : batch.map(() => '');
  const counted = hasColumn(table, 'counted')
    ? flags(table, 'counted')
    : new Uint8Array(batch.length).fill(1);
  assertSameRows(table, { [column]: named, batch, epoch, counted });
  const byId = named.some((name) => images.indexOf(name) !== undefined);
  const indexOf = byId ? images.indexOf : images.ofRow;
  const epochs = new Map<string, Map<string, Batch>>();
  let current: Batch | undefined;
  named.forEach((name, row) => {
    const batches = ofKey(epochs, epoch[row]!, () => new Map<string, Batch>());
    const own = ofKey(batches, batch[row]!, () => ({ places: [] }));
    if (own !== current && own.places.length > 0) own.comesBack ??= row;
    current = own;
    const image = indexOf(name) ?? refuseUnlabelled(table, { column, row, name, images });
    own.places.push({ image, counts: counted[row] === 1 });
  });
  return [...epochs.values()].map((batches) => {
    const own = [...batches.values()];
    const plan = planOf(own.map(({ places }) => places));
    assertNumberedOnce(table, own);
    return plan;
  });
}

interface Batch {
  readonly places: Place[];
  /** The first of its rows that comes after rows of another batch. */
  comesBack?: number;
}

function ofKey<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function refuseUnlabelled(
  table: Table,
  { column, row, name, images }: { column: string; row: number; name: string; images: LabelledImages },
): never {
  throw tableError(table, {
    ...{
      column,
      row,
      expected: `one of the ${images.labels.length} images of ${images.file}`,
      received: name,
    },
    remedy: images.remedyFor(name) ?? 'give it a label there',
  });
}

/** Columns that say that batches of one number are several. */
const APART = ['rank', 'replica', 'process', 'worker', 'fold'];

function refuseSeveral(table: Table): void {
  const column = table.names.find((name) => APART.includes(name.toLowerCase()));
  if (column === undefined) return;
  throw tableError(table, {
    expected: 'the batches of one process and one fold',
    received: `a column ${column}`,
    remedy: `make batch numbers of their own of ${column} and batch together, or a file for each, and leave the column out`,
  });
}

/** Images that are twice in a batch whose rows stand apart are those of two batches of one number. */
function assertNumberedOnce(table: Table, batches: readonly Batch[]): void {
  for (const { places, comesBack } of batches) {
    if (comesBack === undefined || repeatsOf(planOf([places])).batchesWithRepeats === 0) continue;
    throw tableError(table, {
      ...{ column: 'batch', row: comesBack, expected: 'one number for each batch of an epoch' },
      received: 'a batch that comes back with images it had before',
      remedy: 'where the numbers start again with each epoch, add a column epoch',
    });
  }
}
