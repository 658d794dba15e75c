import { softmax } from '@batchmates/engine';
import type { UserError } from '@batchmates/errors';
import {
  firstColumn,
  hasColumn,
  matrix,
  numbers,
  readTable,
  tableError,
  texts,
  type Table,
} from '@batchmates/tables';
import { assertOnce, assertSameRows, IMAGE_COLUMNS, isImageColumn, labelTexts } from './labelled-images.ts';

/** Outputs of a network for each image of a file. */
export interface Scores {
  /** Probabilities, `[images, classes]`. */
  readonly values: Float32Array;
  readonly classes: number;
  /** Whether the numbers in the file were taken for logits although no column says so. */
  readonly takenForLogits: boolean;
}

/** What a file says of each image, in its own order. */
export interface PredictionsFile {
  readonly table: Table;
  readonly ids: readonly string[];
  readonly labels: readonly string[] | undefined;
  /** Answers by name of the class. */
  readonly predicted: readonly string[] | undefined;
  readonly scores: Scores | undefined;
  /** In which batch each image was, where it says so: the same text for images that met. */
  readonly batches: readonly string[] | undefined;
}

const BY_CLASS = /^p\d+$/;
const LISTS = ['probabilities', 'logits'] as const;
const TOLD = ['label', 'predicted', 'batch', 'epoch', 'counted', ...LISTS];

/**
 * Reads predictions: `id` (or `image`), optionally `label`, and the answers: `predicted`, or a number for each class in columns `p0` to `pN` or in a list
 * `probabilities` or `logits`. Throws a `UserError` when a column or a value is missing, an image stands there twice, or numbers are neither probabilities
 * nor logits.
 */
export async function readPredictions(file: string): Promise<PredictionsFile> {
  const table = await readTable(
    file,
    (name) => isImageColumn(name) || TOLD.includes(name) || BY_CLASS.test(name),
  );
  const column = firstColumn(table, IMAGE_COLUMNS);
  const ids = texts(table, column);
  assertOnce(table, column, ids);
  const labels = hasColumn(table, 'label') ? labelTexts(table, 'label') : undefined;
  const predicted = hasColumn(table, 'predicted') ? labelTexts(table, 'predicted') : undefined;
  const scores = scoresOf(table, ids.length);
  if (predicted === undefined && scores === undefined) throw noAnswers(table);
  const rows = scores === undefined ? ids : { length: scores.values.length / scores.classes };
  assertSameRows(table, {
    [column]: ids,
    label: labels ?? ids,
    predicted: predicted ?? ids,
    probabilities: rows,
  });
  return { table, ids, labels, predicted, scores, batches: batchesOf(table) };
}

function batchesOf(table: Table): readonly string[] | undefined {
  if (!hasColumn(table, 'batch')) return undefined;
  const [batch, epoch] = ['batch', 'epoch'].map((name) =>
    hasColumn(table, name) ? texts(table, name) : undefined,
  );
  return batch!.map((each, row) => `${epoch?.[row] ?? ''} ${each}`);
}

function scoresOf(table: Table, rows: number): Scores | undefined {
  const list = LISTS.find((name) => hasColumn(table, name));
  if (list !== undefined) {
    const { values, width } = matrix(table, list);
    return probabilitiesOf(table, { column: list, values, classes: width, areLogits: list === 'logits' });
  }
  const byClass = table.names.filter((name) => BY_CLASS.test(name));
  if (byClass.length === 0) return undefined;
  const expected = byClass.map((_, label) => `p${label}`);
  if (expected.some((name) => !byClass.includes(name)))
    throw tableError(table, { expected: `columns p0 to ${expected.at(-1)}`, received: byClass.join(', ') });
  const columns = expected.map((name) => numbers(table, name));
  assertSameRows(table, Object.fromEntries(columns.map((column, label) => [`p${label}`, column])));
  const classes = columns.length;
  const values = Float64Array.from(
    { length: rows * classes },
    (_, place) => columns[place % classes]![Math.floor(place / classes)]!,
  );
  return probabilitiesOf(table, { column: 'p0', values, classes, areLogits: false });
}

interface Numbers {
  readonly column: string;
  /** `[rows, classes]`. */
  readonly values: Float64Array;
  readonly classes: number;
  /** Whether their column says so. */
  readonly areLogits: boolean;
}

/** How far from 1 rounded probabilities may sum up to. */
const ROUNDING = 0.02;

/** How far below 0 and above 1 rounding takes a probability. */
const BEYOND = 1e-6;

/**
 * Numbers of a column `logits` are logits. Others are probabilities where they are of 0 to 1 and sum to 1 in each row, and logits where most rows
 * have numbers outside of that.
 */
function probabilitiesOf(table: Table, { column, values, classes, areLogits }: Numbers): Scores {
  if (classes === 1) {
    throw tableError(table, {
      ...{ column, expected: 'a number for each class', received: 'one number in each row' },
      remedy: 'of two classes write both: p0 is 1 - p, and p1 is p',
    });
  }
  const isOutside = (value: number) => value < -BEYOND || value > 1 + BEYOND;
  const rows = values.length / classes;
  let outside = 0;
  for (let row = 0; row < rows; row++)
    if (values.subarray(row * classes, (row + 1) * classes).some(isOutside)) outside++;
  if (areLogits || outside > rows / 2) {
    return { values: softmax(Float32Array.from(values), classes), classes, takenForLogits: !areLogits };
  }
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * classes, (row + 1) * classes);
    const sum = own.reduce((total, each) => total + each, 0);
    const odd = own.find(isOutside);
    if (odd === undefined && Math.abs(sum - 1) <= ROUNDING) continue;
    throw tableError(table, {
      ...{ column, row, expected: 'probabilities of 0 to 1 that sum to 1' },
      received: odd === undefined ? `a sum of ${sum.toPrecision(4)}` : String(odd),
      remedy: 'write them as logits, or probabilities after the softmax',
    });
  }
  return {
    values: Float32Array.from(values, (value) => Math.min(1, Math.max(0, value))),
    classes,
    takenForLogits: false,
  };
}

function noAnswers(table: Table): UserError {
  return tableError(table, {
    expected: 'answers: a column predicted, probabilities or logits, or columns p0, p1, ...',
    received: `columns ${table.names.join(', ')}`,
  });
}
