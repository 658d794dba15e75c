import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';

/** The error curves of a training run, beside its checkpoint. */
export const CURVES_FILE = 'curves.arrow';

/** What is known after one epoch; errors are shares of images, 0-1. */
export interface EpochRow {
  /** Epochs completed. */
  readonly epoch: number;
  /** Learning rate of the epoch's last step. */
  readonly learningRate: number;
  /** Mean cross-entropy of the epoch's training batches, each before its update, in nats. */
  readonly loss: number;
  /** Error on the same batches, under their own statistics. */
  readonly trainError: number;
  /** Test error, central crops, running statistics (the paper's Figure 2); NaN in epochs that were not tested. */
  readonly errorStandardRunning: number;
  /** Test error, central crops, on balanced batches under their own statistics; NaN as above. */
  readonly errorBalancedBatch: number;
}

/** Column names of the file, by field. All are float64 but `epoch`, which is uint32. */
const COLUMNS = {
  epoch: 'epoch',
  learningRate: 'learning_rate',
  loss: 'loss',
  trainError: 'train_error',
  errorStandardRunning: 'error_standard_running',
  errorBalancedBatch: 'error_balanced_batch',
} as const satisfies Record<keyof EpochRow, string>;

/** Writes `curves.arrow`, an Arrow IPC file with one row per epoch. */
export async function writeCurves(folder: string, rows: readonly EpochRow[]): Promise<void> {
  const { makeVector, Table, tableToIPC } = await import('apache-arrow');
  const vectors = fields().map((field) => {
    const values = rows.map((row) => row[field]);
    const column = field === 'epoch' ? Uint32Array.from(values) : Float64Array.from(values);
    return [COLUMNS[field], makeVector<Uint32Array | Float64Array>(column)] as const;
  });
  await writeFile(join(folder, CURVES_FILE), tableToIPC(new Table(Object.fromEntries(vectors)), 'file'));
}

/** Reads what `writeCurves` wrote; throws a `UserError` (`checkpoint/bad-curves`) when it is something else. */
export async function readCurves(folder: string): Promise<readonly EpochRow[]> {
  const { tableFromIPC } = await import('apache-arrow');
  const file = join(folder, CURVES_FILE);
  try {
    const table = tableFromIPC(await readFile(file));
    const columns = fields().map((field) => {
      const vector = table.getChild(COLUMNS[field]);
      if (vector === null) throw new TypeError(`no column ${COLUMNS[field]}`);
      return [field, Array.from(vector, Number)] as const;
    });
    return Array.from(
      { length: table.numRows },
      (_, row) =>
        Object.fromEntries(columns.map(([field, values]) => [field, values[row]])) as unknown as EpochRow,
    );
  } catch (cause) {
    throw new UserError({
      code: 'checkpoint/bad-curves',
      what: `error curves ${file}`,
      expected: `an Arrow file with the columns ${Object.values(COLUMNS).join(', ')}`,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'run the training stage again',
      cause,
    });
  }
}

function fields(): (keyof EpochRow)[] {
  return Object.keys(COLUMNS) as (keyof EpochRow)[];
}
