import { batchSizeOf } from '@batchmates/batching';
import { group } from 'd3-array';
import type { EvaluationSource } from '../evidence/evidence.ts';
import type { ErrorTable } from './error-table.ts';
import { measuredCells } from './measured-cells.ts';
import { networkSeeds } from './network-seeds.ts';
import { isShown, sameImages, type PairedRow, type PairedTests } from './paired.ts';

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
  /** The ways of training and testing whose answers are shown, of one seed each. */
  readonly runs: readonly NamedRun[];
  /** The last of them in which images were normalised by the statistics of their batch: whose batches are shown. */
  readonly batched: NamedRun | undefined;
}

/** Groups of images, and how many of the comparisons they are of. */
export interface ImageGroups {
  readonly groups: readonly ImageGroup[];
  readonly comparisons: { readonly shown: number; readonly all: number };
}

/** Comparisons whose images are shown one by one, half of them of ways of training where there are so many; more would make the page large. */
const MOST_PAIRS = 8;

/** Arms whose images that are never right are shown. */
const MOST_ARMS = 4;

/**
 * Images whose answer turns right or wrong with the way of testing or of training: two groups for each comparison, of its first runs, by how much the
 * probability of the right class changes, comparisons that show a difference first; then images that an arm answers wrong under every test.
 */
export function imageGroups(table: ErrorTable, paired: PairedTests): ImageGroups {
  const tests = shownFirst(paired.ofTests.filter(({ sources: [pair] }) => hasBatchmates(pair![1])));
  const arms = shownFirst(
    paired.ofArms.filter(({ sources: [pair] }) => pair![1].facts.protocol.decision === null),
  );
  const ofArms = arms.slice(0, Math.max(MOST_PAIRS / 2, MOST_PAIRS - tests.length));
  const chosen = [
    ...tests.slice(0, MOST_PAIRS - ofArms.length).map((row) => ({ row, word: 'under' })),
    ...ofArms.map((row) => ({ row, word: 'after' })),
  ];
  const groups = [...chosen.flatMap(groupsOfPair), ...neverRight(table)];
  return {
    groups: groups.filter(({ images }) => images.length > 0),
    comparisons: { shown: chosen.length, all: tests.length + arms.length },
  };
}

function shownFirst(rows: readonly PairedRow[]): PairedRow[] {
  return rows.toSorted((left, right) => Number(isShown(right)) - Number(isShown(left)));
}

/** Whether an image was answered by the statistics of the images of one batch. */
function hasBatchmates({ facts: { protocol } }: EvaluationSource): boolean {
  const { statistics, composition, shuffles, decision } = protocol;
  return statistics === 'batch' && composition.kind !== 'single' && !shuffles && decision === null;
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
  const shared = { runs, batched: hasBatchmates(other) ? runs[1] : undefined };
  const change = (image: number) => ownProbability(other, image) - ownProbability(one, image);
  const where = (keeps: (image: number) => boolean, sign: 1 | -1) =>
    imagesOf(one)
      .filter(keeps)
      .sort((left, right) => sign * (change(right) - change(left)) || left - right);
  return [
    {
      ...shared,
      id: `images-${index}-right`,
      title: `${common}: wrong ${word} ${first}, right ${word} ${second}`,
      images: where((image) => !isRight(one, image) && isRight(other, image), 1),
    },
    {
      ...shared,
      id: `images-${index}-wrong`,
      title: `${common}: right ${word} ${first}, wrong ${word} ${second}`,
      images: where((image) => isRight(one, image) && !isRight(other, image), -1),
    },
  ];
}

/** Of every arm that was tested in two ways or more: images that one run of it answers wrong under all of them. */
function neverRight(table: ErrorTable): ImageGroup[] {
  return table.arms.slice(0, MOST_ARMS).flatMap((arm, index): ImageGroup[] => {
    const runs = runsOfOneSeed(
      measuredCells({ ...table, arms: [arm] }).map(({ test, cell }) => ({
        name: test.name,
        runs: cell.runs,
      })),
    );
    if (runs.length < 2) return [];
    const [{ run }] = runs as [NamedRun];
    const surest = (image: number) => Math.max(...runs.map((each) => ownProbability(each.run, image)));
    return [
      {
        id: `images-never-${index}`,
        title: `${arm.label} training: wrong in all ${runs.length} ways of testing`,
        images: imagesOf(run)
          .filter((image) => runs.every((each) => !isRight(each.run, image)))
          .sort((left, right) => surest(left) - surest(right) || left - right),
        runs,
        batched: runs.findLast((each) => hasBatchmates(each.run)),
      },
    ];
  });
}

/**
 * Of the cells of one arm the runs of one seed, so that all are of the same network: the seeds that most cells have. Cells without
 * them, or tested on other images, are left out.
 */
export function runsOfOneSeed(
  cells: readonly { readonly name: string; readonly runs: readonly EvaluationSource[] }[],
): NamedRun[] {
  const bySeeds = group(
    cells.flatMap(({ name, runs }) => runs.map((run) => ({ name, run }))),
    ({ run: { facts, provenance } }) =>
      `${networkSeeds({ training: facts.training, provenance })}\n${facts.seed}`,
  );
  const [most = []] = [...bySeeds.values()].toSorted((left, right) => right.length - left.length);
  return most.filter(({ run }) => sameImages(most[0]!.run, run));
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

/** The batch of an image in the first pass of a test. */
export interface ImageBatch {
  /** The images that count in it, itself among them, by their places. */
  readonly images: readonly number[];
  /** How many more stood in it to fill it. */
  readonly fillers: number;
}

/** The batch in which a run answered an image, where it did so under batch statistics. */
export function batchOf(
  { predictions: { batches, slots }, facts: { protocol } }: EvaluationSource,
  image: number,
): ImageBatch {
  const images: number[] = [];
  batches.forEach((batch, other) => {
    if (batch === batches[image]) images.push(other);
  });
  images.sort((left, right) => slots[left]! - slots[right]!);
  // Where the protocol does not say how large batches are, fillers after the last place go unnoticed.
  const size = batchSizeOf(protocol.composition) ?? slots[images.at(-1)!]! + 1;
  return { images, fillers: Math.max(0, size - images.length) };
}
