import { invariant } from '@batchmates/errors';
import type { Answers } from '@batchmates/results';
import { pValue, points } from '../format.ts';
import { definePairedMetric } from '../metric.ts';
import { signFlipTest } from './sign-flip-test.ts';

/** Two sets of answers for the same images, compared. */
export interface PairedComparison {
  readonly images: number;
  /** Images that only the first got wrong. */
  readonly onlyFirstWrong: number;
  readonly onlySecondWrong: number;
  /** Error of the second minus error of the first, 0-1. */
  readonly difference: number;
  /** Two-sided p-value of McNemar's exact test. */
  readonly pValue: number;
}

/**
 * McNemar's exact test: were both evaluations equally good, each image on which just one errs would fall to either side
 * with probability 1/2.
 */
export const mcNemar = definePairedMetric({
  name: 'mc-nemar',
  label: 'McNemar’s exact test, two-sided',
  summary: 'whether two evaluations of the same images differ in their errors',
  compute: (first, second) => compareAnswers(first.predictions, second.predictions),
  format: ({ difference, pValue: p }) => `${points(difference)} percentage points, p ${pValue(p)}`,
});

/** Counts on which images just one of two sets of answers is wrong, and tests whether these are even. */
export function compareAnswers(first: Answers, second: Answers): PairedComparison {
  const differences = differencesOf(first, second);
  const images = differences.length;
  const among = (sign: number) => differences.reduce((count, each) => count + Number(each === sign), 0);
  const [onlyFirstWrong, onlySecondWrong] = [among(-1), among(1)];
  return {
    images,
    onlyFirstWrong,
    onlySecondWrong,
    difference: images === 0 ? 0 : (onlySecondWrong - onlyFirstWrong) / images,
    pValue: signTest(onlyFirstWrong, onlySecondWrong),
  };
}

/** Of each image -1 if only the first answer is wrong, 1 if only the second is, and 0 otherwise. */
export function differencesOf(first: Answers, second: Answers): Int8Array {
  const images = first.labels.length;
  invariant(second.labels.length === images, 'both must predict the same images');
  return Int8Array.from({ length: images }, (_, index) => {
    const label = first.labels[index];
    invariant(label === second.labels[index], 'both must predict the same images');
    return Number(second.predicted[index] !== label) - Number(first.predicted[index] !== label);
  });
}

/** Two-sided exact p-value of `a` against `b` fair coin tosses. */
export function signTest(a: number, b: number): number {
  return signFlipTest(new Map([[1, a + b]]), a - b);
}
