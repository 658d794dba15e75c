import { gammaln } from 'simple-statistics';
import { invariant } from '@batchmates/errors';

/** Outcome of a paired comparison of two sets of predictions of the same images. */
export interface PairedComparison {
  readonly images: number;
  /** Images that only the first got wrong: the second mended them. */
  readonly onlyFirstWrong: number;
  readonly onlySecondWrong: number;
  /** Error of the second minus error of the first, 0-1. */
  readonly difference: number;
  /** Two-sided p-value of McNemar's exact test. */
  readonly pValue: number;
}

/** The predictions of one arm: true and predicted class of every image, in the same order in both arms. */
export interface Answers {
  readonly labels: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/**
 * Compares two arms on the same images with McNemar's exact test: were both equally good, each image on which
 * just one errs would fall to either side with probability 1/2.
 */
export function mcNemar(first: Answers, second: Answers): PairedComparison {
  const images = first.labels.length;
  let onlyFirstWrong = 0;
  let onlySecondWrong = 0;
  invariant(second.labels.length === images, 'paired arms must predict the same images');
  for (let index = 0; index < images; index++) {
    invariant(first.labels[index] === second.labels[index], 'paired arms must predict the same images');
    const firstWrong = first.predicted[index] !== first.labels[index];
    const secondWrong = second.predicted[index] !== second.labels[index];
    if (firstWrong && !secondWrong) onlyFirstWrong++;
    if (secondWrong && !firstWrong) onlySecondWrong++;
  }
  return {
    images,
    onlyFirstWrong,
    onlySecondWrong,
    difference: images === 0 ? 0 : (onlySecondWrong - onlyFirstWrong) / images,
    pValue: signTest(onlyFirstWrong, onlySecondWrong),
  };
}

/** Two-sided exact p-value of `a` against `b` fair coin tosses: twice the smaller tail, at most 1. */
export function signTest(a: number, b: number): number {
  const tosses = a + b;
  const smaller = Math.min(a, b);
  // In logarithms, for 0.5 ** tosses underflows beyond a thousand tosses.
  const logOf = (heads: number) =>
    gammaln(tosses + 1) - gammaln(heads + 1) - gammaln(tosses - heads + 1) - tosses * Math.LN2;
  let tail = 0;
  for (let heads = smaller; heads >= 0; heads--) tail += Math.exp(logOf(heads));
  return Math.min(1, 2 * tail);
}
