import { invariant } from '@batchmates/errors';
import type { Answers, Interval } from '@batchmates/results';
import { gammaln } from 'simple-statistics';
import { differencesOf } from './mc-nemar.ts';

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

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

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
    pValue: signFlipTest(sums),
  };
}

function intervalOf(sums: Int32Array, runs: number): Interval {
  const images = sums.length + 2;
  let [sum, squares] = [0, 2];
  for (const each of sums) {
    sum += each / runs;
    squares += (each / runs) ** 2;
  }
  const center = sum / images;
  const half = Z * Math.sqrt((squares / images - center ** 2) / images);
  return [Math.max(-1, center - half), Math.min(1, center + half)];
}

/** Two-sided exact p-value of the sum of `differences`, whole numbers, when each could as well have the other sign. */
function signFlipTest(differences: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  let observed = 0;
  for (let index = 0; index < differences.length; index++) {
    const difference = differences[index]!;
    observed += difference;
    const size = Math.abs(difference);
    if (size > 0) counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  // `likely[i]`: probability that the sum is i less the greatest sum there can be.
  let likely: Float64Array = Float64Array.of(1);
  for (const [size, count] of counts) likely = convolve(likely, coinTosses(count), 2 * size);
  const greatest = (likely.length - 1) / 2;
  let p = 0;
  likely.forEach((each, index) => {
    if (Math.abs(index - greatest) >= Math.abs(observed)) p += each;
  });
  return Math.min(1, p);
}

/** Probabilities of 0, 1, ... heads. */
function coinTosses(tosses: number): Float64Array {
  // In logarithms, for 0.5 ** tosses underflows beyond a thousand tosses.
  return Float64Array.from({ length: tosses + 1 }, (_, heads) =>
    Math.exp(gammaln(tosses + 1) - gammaln(heads + 1) - gammaln(tosses - heads + 1) - tosses * Math.LN2),
  );
}

/** Probabilities of a sum with a count, each of which adds `step`. */
function convolve(sums: Float64Array, counts: Float64Array, step: number): Float64Array {
  const result = new Float64Array(sums.length + step * (counts.length - 1));
  counts.forEach((chance, count) => {
    for (let index = 0; index < sums.length; index++) result[index + step * count]! += chance * sums[index]!;
  });
  return result;
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
