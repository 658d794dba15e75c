import { invariant } from '@batchmates/errors';
import { Z_95, type Answers, type Interval } from '@batchmates/results';
import { differencesOf } from './mc-nemar.ts';
import { signFlipTest } from './sign-flip-test.ts';

/** Two ways of answering the same images, each run once or several times (with several seeds). */
export interface RunsComparison {
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
 * Compares pairs of runs, all on the same images. An image is one observation, however many runs answer it: its difference is the number of
 * runs in which only the second errs less those in which only the first does. Were both ways equally good, each image's difference
 * would be as likely with the other sign; the p-value is the share of all sign patterns whose sum is at least as far from 0 as
 * the sum seen, counted exactly. Of a single pair this is McNemar's exact test.
 *
 * The interval is Bonett and Price's (2012) of paired proportions, with images in the place of pairs: one image of either sign is
 * added to those seen. What other seeds of training would give, neither says.
 */
export function compareRuns(pairs: readonly (readonly [Answers, Answers])[]): RunsComparison {
  const [first] = pairs;
  invariant(first !== undefined, 'a comparison needs at least one pair of runs');
  const images = first[0].labels.length;
  const sums = new Int32Array(images);
  let [onlyFirstWrong, onlySecondWrong] = [0, 0];
  for (const pair of pairs)
    differencesOf(...pair).forEach((difference, image) => {
      sums[image]! += difference;
      if (difference < 0) onlyFirstWrong++;
      if (difference > 0) onlySecondWrong++;
    });
  const runs = pairs.length;
  return {
    images,
    runs,
    onlyFirstWrong,
    onlySecondWrong,
    difference: images === 0 ? 0 : (onlySecondWrong - onlyFirstWrong) / (images * runs),
    interval: intervalOf(sums, runs),
    pValue: signFlipTest(countsOfSizes(sums), onlySecondWrong - onlyFirstWrong),
  };
}

/** How many images have a difference of each size but 0. */
function countsOfSizes(sums: Int32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const sum of sums) {
    const size = Math.abs(sum);
    if (size > 0) counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  return counts;
}

function intervalOf(sums: Int32Array, runs: number): Interval {
  const images = sums.length + 2;
  let [sum, squares] = [0, 2];
  for (const each of sums) {
    sum += each / runs;
    squares += (each / runs) ** 2;
  }
  const center = sum / images;
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
