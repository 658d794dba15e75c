import { defineMetric } from '../metric.ts';

/** The least positive float32: what a probability of 0 counts as. */
const LEAST = 2 ** -149;

/** Mean negative log probability of the true class, in nats. */
export const negativeLogLikelihood = defineMetric({
  name: 'negative-log-likelihood',
  label: 'Negative log likelihood',
  summary: 'mean negative log probability of the true class, in nats',
  compute({ predictions: { labels, probabilities, classes } }) {
    let sum = 0;
    labels.forEach((label, image) => {
      sum -= Math.log(Math.min(1, Math.max(LEAST, probabilities[image * classes + label]!)));
    });
    return labels.length === 0 ? 0 : sum / labels.length;
  },
  format: (nats) => `${nats.toFixed(3)} nats`,
});
