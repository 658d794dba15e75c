import { UserError } from '@batchmates/errors';
import type { BatchedAnswers, Probabilities } from '@batchmates/audit';
import { tableError } from '@batchmates/tables';
import { inOrder, labelled, type LabelledImages } from './labelled-images.ts';
import type { PredictionsFile } from './predictions-file.ts';

/** Answers of one file for the images of all, in the order of the first. */
export interface ComparedPredictions {
  readonly file: string;
  /** With the batch of every image, by number, where the file says it. */
  readonly answers: BatchedAnswers & Pick<Probabilities, 'labels' | 'predicted'>;
  /** Where the file has numbers for each class. */
  readonly probabilities: Probabilities | undefined;
}

/** Files of predictions for the same images, brought into one order. */
export interface Comparison {
  readonly classNames: readonly string[];
  readonly files: readonly ComparedPredictions[];
  /** Whether the numbers of each row stand for classes by name, in the order of `classNames`. */
  readonly numbersByName: boolean;
  /** The images with the labels that all files agree on. */
  readonly images: LabelledImages;
}

/**
 * Brings files of predictions into the order of the first, by the ids of their images. Throws a `UserError` where they differ in their images, their
 * labels or their number of classes, and where a label cannot be one of the classes.
 */
export function comparePredictions(
  files: readonly PredictionsFile[],
  images: LabelledImages | undefined,
): Comparison {
  const [first] = files as [PredictionsFile, ...PredictionsFile[]];
  const labels = labelsOf(files, images);
  const classNames = classNamesOf(files, labels);
  const classes = new Map(classNames.map((name, index) => [name, index]));
  if (classNames.length > 2 ** 16)
    throw tableError(first.table, {
      expected: 'at most 65,536 classes',
      received: String(classNames.length),
    });
  const truth = Uint16Array.from(labels, (label) => classes.get(label)!);
  for (const file of files) assertSameNames(file, labels);
  return {
    classNames,
    // From `10` on numbers have another order as texts, which is that of class folders.
    numbersByName:
      (classNames[0] !== '0' || classNames.length > 10) && files.some(({ scores }) => scores !== undefined),
    images: images ?? labelled({ file: first.table.file, labels, ids: first.ids }),
    files: files.map((file) => {
      const rows = rowsInOrder(first, file);
      const predicted = Uint16Array.from(rows, (row) =>
        file.predicted === undefined ? argmax(file, row) : classes.get(file.predicted[row]!)!,
      );
      const answers = { labels: truth, predicted, batches: numbered(file.batches, rows) };
      return { file: file.table.file, answers, probabilities: probabilitiesOf(file, rows, answers) };
    }),
  };
}

/** The batches of some rows, each by a number. */
function numbered(batches: readonly string[] | undefined, rows: Uint32Array): Uint32Array | undefined {
  if (batches === undefined) return undefined;
  const numbers = new Map([...new Set(batches)].map((batch, index) => [batch, index]));
  return Uint32Array.from(rows, (row) => numbers.get(batches[row]!)!);
}

/** The rows of a file in the order of the images of the first. */
function rowsInOrder(first: PredictionsFile, file: PredictionsFile): Uint32Array {
  const rows = new Map(file.ids.map((id, row) => [id, row]));
  const ordered = Uint32Array.from(first.ids, (id, row) => {
    const own = rows.get(id);
    if (own !== undefined) return own;
    throw tableError(first.table, {
      ...{ column: 'id', row, expected: `only images that are in ${file.table.file}, too`, received: id },
      remedy: 'compare predictions of the same images',
    });
  });
  if (file.ids.length === first.ids.length) return ordered;
  const known = new Set(first.ids);
  const row = file.ids.findIndex((id) => !known.has(id));
  throw tableError(file.table, {
    ...{
      column: 'id',
      row,
      expected: `only images that are in ${first.table.file}, too`,
      received: file.ids[row]!,
    },
    remedy: 'compare predictions of the same images',
  });
}

/** The labels of the images of the first file, from the file of labels or from any file that has them; they must agree. */
function labelsOf(files: readonly PredictionsFile[], images: LabelledImages | undefined): readonly string[] {
  const [first] = files as [PredictionsFile];
  const told = files.filter(({ labels }) => labels !== undefined);
  const labels =
    images === undefined
      ? told[0] && inOrderOf(first, told[0])
      : first.ids.map((id, row) => {
          const index = images.indexOf(id);
          if (index !== undefined) return images.classNames[images.labels[index]!]!;
          throw tableError(first.table, {
            ...{ column: 'id', row, expected: `an image of ${images.file}`, received: id },
            remedy: images.remedyFor(id) ?? 'give it a label there',
          });
        });
  if (labels === undefined) {
    throw new UserError({
      code: 'audit/no-labels',
      what: first.table.file,
      expected: 'the classes of the images: a column label in one of the files, or option --labels <file>',
      received: 'neither',
    });
  }
  const source = images?.file ?? told[0]!.table.file;
  for (const file of told) {
    inOrderOf(first, file).forEach((label, place) => {
      if (label === labels[place]) return;
      const row = rowsInOrder(first, file)[place]!;
      const expected = `${labels[place]} for image ${first.ids[place]}, as in ${source}`;
      throw tableError(file.table, { column: 'label', row, expected, received: label });
    });
  }
  return labels;
}

function inOrderOf(first: PredictionsFile, file: PredictionsFile): string[] {
  return Array.from(rowsInOrder(first, file), (row) => file.labels![row]!);
}

/**
 * The names of the classes in the order of the numbers of each row: `0` to `N - 1` where labels are such numbers, else the names that occur, in order. Without
 * numbers, those that occur.
 */
function classNamesOf(files: readonly PredictionsFile[], labels: readonly string[]): readonly string[] {
  const scored = files.filter(({ scores }) => scores !== undefined);
  const named = new Set(labels);
  for (const { predicted } of files) for (const each of predicted ?? []) named.add(each);
  const [first] = scored;
  if (first === undefined) return inOrder(named);
  const { classes } = first.scores!;
  for (const { table, scores } of scored) {
    if (scores!.classes === classes) continue;
    throw tableError(table, {
      expected: `numbers for ${classes} classes, as in ${first.table.file}`,
      received: `for ${scores!.classes}`,
    });
  }
  const numbers = Array.from({ length: classes }, (_, label) => String(label));
  const known = new Set(numbers);
  if ([...named].every((name) => known.has(name))) return numbers;
  if (named.size === classes) return inOrder(named);
  throw tableError(first.table, {
    expected: `labels that are the numbers 0 to ${classes - 1}, or ${classes} names`,
    received: `${named.size} names, e.g. ${[...named].find((name) => !known.has(name))}`,
    remedy: 'write as label the place of the class among the numbers of a row, from 0',
  });
}

/** Throws a `UserError` where labels are words and answers numbers, or the other way round, or numbers are written in two ways. */
function assertSameNames({ table, predicted }: PredictionsFile, labels: readonly string[]): void {
  if (predicted === undefined || predicted.length === 0) return;
  const areNumbers = (names: readonly string[]) => names.every((name) => Number.isFinite(Number(name)));
  const known = new Set(labels);
  if (predicted.some((name) => known.has(name))) return;
  // `1` for `00001`: no text is the same, and some numbers are.
  const numbers = new Set(labels.map(Number));
  const areWrittenOtherwise = areNumbers(labels) && predicted.some((name) => numbers.has(Number(name)));
  if (areNumbers(predicted) === areNumbers(labels) && !areWrittenOtherwise) return;
  throw tableError(table, {
    ...{
      column: 'predicted',
      row: 0,
      expected: `classes such as the labels ${[...known].slice(0, 3).join(', ')}`,
    },
    received: `${predicted[0]}, and no label in any row`,
    remedy: areWrittenOtherwise ? 'write both alike' : 'write both as names or both as numbers',
  });
}

function argmax({ scores }: PredictionsFile, row: number): number {
  const { values, classes } = scores!;
  const own = values.subarray(row * classes, (row + 1) * classes);
  return own.reduce((best, each, label) => (each > own[best]! ? label : best), 0);
}

function probabilitiesOf(
  { scores }: PredictionsFile,
  rows: Uint32Array,
  answers: ComparedPredictions['answers'],
): Probabilities | undefined {
  if (scores === undefined) return undefined;
  const { values, classes } = scores;
  const probabilities = new Float32Array(values.length);
  rows.forEach((row, place) =>
    probabilities.set(values.subarray(row * classes, (row + 1) * classes), place * classes),
  );
  return { ...answers, probabilities, classes };
}
