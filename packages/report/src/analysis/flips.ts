import type { EvaluationSource } from '../evidence/evidence.ts';
import type { ErrorTable } from './error-table.ts';
import { measuredCells } from './measured-cells.ts';
import type { PairedRow, PairedTests } from './paired.ts';

/** One run of a cell of the table, and what to call it. */
export interface NamedRun {
  readonly name: string;
  readonly run: EvaluationSource;
}

/** Images of one kind, as indices into their split, the most striking first. */
export interface ImageGroup {
  /** Unique in the report. */
  readonly id: string;
  readonly title: string;
  readonly images: readonly number[];
  /** The ways of training and testing whose answers are shown; the last is the one whose batches are. */
  readonly runs: readonly NamedRun[];
}

/** Pairs of cells whose images are shown one by one; more would make the page large, and `images.csv` has every image anyway. */
const MOST_PAIRS = 8;

/** Arms whose images that are never right are shown. */
const MOST_ARMS = 4;

/**
 * Images whose answer turns right or wrong with the way of testing or of training: two groups for each comparison of the first runs, by how much the
 * probability of the right class changes; then images that an arm answers wrong under every test.
 */
export function imageGroups(table: ErrorTable, paired: PairedTests): ImageGroup[] {
  const tests = paired.ofTests.filter(({ sources: [pair] }) => hasBatchmates(pair![1]));
  const arms = paired.ofArms.filter(({ sources: [pair] }) => pair![1].facts.protocol.decision === null);
  const found = [
    ...tests.map((row) => ({ row, word: 'under' })),
    ...arms.map((row) => ({ row, word: 'after' })),
  ].slice(0, MOST_PAIRS);
  return [...found.flatMap(groupsOfPair), ...neverRight(table)].filter(({ images }) => images.length > 0);
}

/** Whether an image was answered by the statistics of the images of one batch. */
function hasBatchmates({ facts: { protocol } }: EvaluationSource): boolean {
  return protocol.statistics === 'batch' && !protocol.shuffles && protocol.decision === null;
}

function groupsOfPair(
  { row, word }: { readonly row: PairedRow; readonly word: string },
  index: number,
): ImageGroup[] {
  const { common, first, second, sources } = row;
  const [one, other] = sources[0]!;
  const runs = [
    { name: first, run: one },
    { name: second, run: other },
  ];
  const change = (image: number) => ownProbability(other, image) - ownProbability(one, image);
  const where = (keeps: (image: number) => boolean, sign: 1 | -1) =>
    imagesOf(one)
      .filter(keeps)
      .sort((left, right) => sign * (change(right) - change(left)) || left - right);
  return [
    {
      id: `images-${index}-right`,
      title: `${common}: wrong ${word} ${first}, right ${word} ${second}`,
      images: where((image) => !isRight(one, image) && isRight(other, image), 1),
      runs,
    },
    {
      id: `images-${index}-wrong`,
      title: `${common}: right ${word} ${first}, wrong ${word} ${second}`,
      images: where((image) => isRight(one, image) && !isRight(other, image), -1),
      runs,
    },
  ];
}

/** Of every arm that was tested in two ways or more: images that its first run answers wrong under all of them. */
function neverRight(table: ErrorTable): ImageGroup[] {
  return table.arms.slice(0, MOST_ARMS).flatMap((arm, index): ImageGroup[] => {
    const runs = sameImages(
      measuredCells({ ...table, arms: [arm] }).map(({ test, cell }) => ({
        name: test.name,
        run: cell.runs[0]!,
      })),
    );
    if (runs.length < 2) return [];
    const [{ run }] = runs as [NamedRun];
    const surest = (image: number) => Math.max(...runs.map((each) => ownProbability(each.run, image)));
    return [
      {
        id: `images-never-${index}`,
        title: `${arm.label} training: wrong in every way of testing`,
        images: imagesOf(run)
          .filter((image) => runs.every((each) => !isRight(each.run, image)))
          .sort((left, right) => surest(left) - surest(right) || left - right),
        runs,
      },
    ];
  });
}

/** Those of the runs that were tested on the same images as the first. */
export function sameImages(runs: readonly NamedRun[]): NamedRun[] {
  const [first] = runs;
  return runs.filter(
    ({ run }) =>
      run.provenance.testDataset === first!.run.provenance.testDataset &&
      run.predictions.ids.join('\n') === first!.run.predictions.ids.join('\n'),
  );
}

function imagesOf({ predictions: { ids } }: EvaluationSource): number[] {
  return ids.map((_, image) => image);
}

/** Whether a run answers an image right. */
export function isRight({ predictions: { labels, predicted } }: EvaluationSource, image: number): boolean {
  return labels[image] === predicted[image];
}

/** Probability (0-1) that a run gives an image's own class. */
export function ownProbability(
  { predictions: { labels, probabilities, classes } }: EvaluationSource,
  image: number,
): number {
  return probabilities[image * classes + labels[image]!]!;
}

/** The images that were in one batch with an image, itself among them, by their places; of the first pass of the test. */
export function batchOf({ predictions: { batches, slots } }: EvaluationSource, image: number): number[] {
  const found: number[] = [];
  batches.forEach((batch, other) => {
    if (batch === batches[image]) found.push(other);
  });
  return found.sort((left, right) => slots[left]! - slots[right]!);
}
