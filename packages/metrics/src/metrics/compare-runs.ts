import { invariant } from '@batchmates/errors';
import { Z_95, type Answers, type Interval } from '@batchmates/results';
import { differencesOf } from './mc-nemar.ts';
import { signFlipTest } from './sign-flip-test.ts';

/** Two ways of answering the same images, each run once or several times (with several seeds). */
export interface RunsComparison {
  /** Images that were answered, each counted once. */
  readonly images: number;
  /** Pairs of runs. */
  readonly runs: number;
  /** Answers, over all runs, that only the first got wrong. */
  readonly onlyFirstWrong: number;
  readonly onlySecondWrong: number;
  /** Mean error of the second minus mean error of the first, 0-1. */
  readonly difference: number;
  /** 95 % interval of the difference over images. */
  readonly interval: Interval;
  /** Two-sided, exact: see `compareRuns`. */
  readonly pValue: number;
}

/**
 * Compares pairs of runs, both of a pair on the same images. So are all pairs, unless `testSets` has a number for each: pairs of the same
 * number share their images, and those of different numbers have none in common. The difference is the mean over pairs.
 *
 * An image is one observation, however many runs answer it: its difference is the number of runs in which only the second errs less those
 * in which only the first does. Were both ways equally good, each image's difference would be as likely with the other sign; the p-value
 * is the share of all sign patterns whose sum is at least as far from 0 as the sum seen, counted exactly. Of a single pair this is
 * McNemar's exact test.
 *
 * The interval is Bonett and Price's (2012) of paired proportions, with images in the place of pairs: one image of either sign is
 * added to those seen. What other seeds of training would give, neither says.
 */
export function compareRuns(
  pairs: readonly (readonly [Answers, Answers])[],
  testSets: readonly number[] = pairs.map(() => 0),
): RunsComparison {
  invariant(pairs.length > 0, 'a comparison needs at least one pair of runs');
  const sumsBySet = new Map<number, Int32Array>();
  let [onlyFirstWrong, onlySecondWrong] = [0, 0];
  pairs.forEach((pair, index) => {
    const differences = differencesOf(...pair);
    const sums = sumsBySet.get(testSets[index]!) ?? new Int32Array(differences.length);
    invariant(sums.length === differences.length, 'pairs of one test set answer equally many images');
    sumsBySet.set(testSets[index]!, sums);
    differences.forEach((difference, image) => {
      sums[image]! += difference;
      if (difference < 0) onlyFirstWrong++;
      if (difference > 0) onlySecondWrong++;
    });
  });
  const runs = pairs.length;
  const sets = [...sumsBySet.values()];
  const images = sets.reduce((sum, { length }) => sum + length, 0);
  // Weighted so that their mean over all images is the mean of the pairs' differences.
  const means = sets.flatMap((sums) => Array.from(sums, (sum) => (sum / runs) * (images / sums.length)));
  return {
    images,
    runs,
    onlyFirstWrong,
    onlySecondWrong,
    difference: sumOf(sets.map((sums) => (sums.length === 0 ? 0 : sumOf(sums) / (sums.length * runs)))),
    interval: intervalOf(means),
    pValue: signFlipTest(countsOfSizes(sets), onlySecondWrong - onlyFirstWrong),
  };
}

/** How many images have a difference of each size but 0. */
function countsOfSizes(sets: readonly Int32Array[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const sums of sets)
    for (const sum of sums) {
      const size = Math.abs(sum);
      if (size > 0) counts.set(size, (counts.get(size) ?? 0) + 1);
    }
  return counts;
}

function sumOf(values: Int32Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function intervalOf(differences: readonly number[]): Interval {
  const images = differences.length + 2;
  const squares = differences.reduce((sum, each) => sum + each ** 2, 2);
  const center = sumOf(differences) / images;
  const half = Z_95 * Math.sqrt((squares / images - center ** 2) / images);
  return [Math.max(-1, center - half), Math.min(1, center + half)];
}

/**
 * p-values after Holm's correction (1979) for being a family: below `alpha` with a probability of at most `alpha` for all true null hypotheses
 * together.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((left, right) => pValues[left]! - pValues[right]!);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}
