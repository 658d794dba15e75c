import type { Predictions } from '@batchmates/results';
import { defineMetric } from '../metric.ts';

/** The least positive float32: what a probability of 0 counts as. */
const LEAST = 2 ** -149;

/** Mean negative log probability of the true class, in nats. */
export const negativeLogLikelihood = defineMetric({
  name: 'negative-log-likelihood',
  label: 'Negative log likelihood',
  summary: 'mean negative log probability of the true class, in nats',
  compute: ({ predictions }) => negativeLogLikelihoodOf(predictions),
  format: (nats) => `${nats.toFixed(3)} nats`,
});

/** Mean negative log probability of the true class, in nats; of no images 0. */
export function negativeLogLikelihoodOf(
  predictions: Pick<Predictions, 'labels' | 'probabilities' | 'classes'>,
): number {
  const each = negativeLogProbabilities(predictions);
  return each.length === 0 ? 0 : each.reduce((sum, nats) => sum + nats, 0) / each.length;
}

/** Negative log probability of the true class of every image, in nats. */
export function negativeLogProbabilities({
  labels,
  probabilities,
  classes,
}: Pick<Predictions, 'labels' | 'probabilities' | 'classes'>): Float64Array {
  return Float64Array.from(
    labels,
    (label, image) => -Math.log(Math.min(1, Math.max(LEAST, probabilities[image * classes + label]!))),
  );
}
