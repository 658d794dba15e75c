import { join } from 'node:path';
import { readColumns, writeColumns } from '@batchmates/artifact';

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
export const CURVE_COLUMNS = {
  epoch: 'epoch',
  learningRate: 'learning_rate',
  loss: 'loss',
  trainError: 'train_error',
  errorStandardRunning: 'error_standard_running',
  errorBalancedBatch: 'error_balanced_batch',
} as const satisfies Record<keyof EpochRow, string>;

/** Writes `curves.arrow`, an Arrow IPC file with one row per epoch. */
export async function writeCurves(folder: string, rows: readonly EpochRow[]): Promise<void> {
  const columns = fields().map((field) => {
    const values = rows.map((row) => row[field]);
    return [
      CURVE_COLUMNS[field],
      field === 'epoch' ? Uint32Array.from(values) : Float64Array.from(values),
    ] as const;
  });
  await writeColumns(join(folder, CURVES_FILE), Object.fromEntries(columns));
}

/** Reads what `writeCurves` wrote; throws a `UserError` (`checkpoint/bad-curves`) when it is something else. */
export function readCurves(folder: string): Promise<readonly EpochRow[]> {
  const file = join(folder, CURVES_FILE);
  const about = {
    code: 'checkpoint/bad-curves',
    what: `error curves ${file}`,
    expected: `an Arrow file with the columns ${Object.values(CURVE_COLUMNS).join(', ')}`,
    remedy: 'run the training stage again',
  };
  return readColumns(file, about, (columns) => {
    const values = fields().map((field) => {
      const name = CURVE_COLUMNS[field];
      return [field, field === 'epoch' ? columns.uint32(name) : columns.float64(name)] as const;
    });
    return Array.from(columns.uint32(CURVE_COLUMNS.epoch), (_, row) => rowOf(values, row));
  });
}

function rowOf(columns: readonly (readonly [keyof EpochRow, ArrayLike<number>])[], row: number): EpochRow {
  return Object.fromEntries(columns.map(([field, values]) => [field, values[row]!])) as unknown as EpochRow;
}

function fields(): (keyof EpochRow)[] {
  return Object.keys(CURVE_COLUMNS) as (keyof EpochRow)[];
}
