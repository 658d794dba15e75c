import { invariant } from '@batchmates/errors';
import { negativeLogLikelihoodOf } from '@batchmates/metrics';
import { tally, type Predictions } from '@batchmates/results';
import type { BatchedAnswers } from './audit-gap.ts';

/** What is kept of one arrangement: everything but the probabilities, which need much memory. */
export interface RunSummary {
  readonly answers: BatchedAnswers;
  readonly error: number;
  /** Mean, nats. */
  readonly negativeLogLikelihood: number;
  /** Mean total variation distance to the probabilities under fixed statistics, 0-1. */
  readonly totalVariation: number;
  /** Images answered otherwise than under fixed statistics. */
  readonly flips: number;
}

/** Predictions as far as they are compared. */
export type Probabilities = Pick<Predictions, 'labels' | 'predicted' | 'probabilities' | 'classes'>;

/** Summarises predictions beside those of the same images under fixed statistics; `batches`: those that tie images together. */
export function summariseRun(
  predictions: Probabilities,
  fixed: Probabilities,
  batches?: ArrayLike<number>,
): RunSummary {
  const { labels, predicted } = predictions;
  return {
    answers: { labels, predicted, batches },
    error: tally(predictions).error,
    negativeLogLikelihood: negativeLogLikelihoodOf(predictions),
    totalVariation: totalVariation(predictions, fixed),
    flips: flips(predictions, fixed),
  };
}

/**
 * Mean over images of the total variation distance of their probabilities, half the sum of absolute differences, 0-1. No images: 0.
 */
export function totalVariation(first: Probabilities, second: Probabilities): number {
  const images = first.labels.length;
  invariant(first.probabilities.length === second.probabilities.length, 'both must predict the same images');
  let sum = 0;
  first.probabilities.forEach((each, index) => (sum += Math.abs(each - second.probabilities[index]!)));
  // Rounded sums of probabilities can be a little more than 1 apart.
  return images === 0 ? 0 : Math.min(1, sum / (2 * images));
}

/** Number of images that two sets of answers disagree on. */
export function flips(
  first: Pick<BatchedAnswers, 'predicted'>,
  second: Pick<BatchedAnswers, 'predicted'>,
): number {
  const { length } = first.predicted;
  invariant(length === second.predicted.length, 'both must predict the same images');
  let count = 0;
  for (let image = 0; image < length; image++)
    if (first.predicted[image] !== second.predicted[image]) count++;
  return count;
}
