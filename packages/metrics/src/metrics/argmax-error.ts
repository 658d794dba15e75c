import { tally, type Predictions } from '@batchmates/results';
import { defineMetric } from '../metric.ts';
import { errorRate } from './error-rate.ts';

/**
 * Error of the most probable classes, whatever the protocol made of the probabilities: what its decision gains is the
 * difference to `error-rate`. Without a decision of its own both are the same.
 */
export const argmaxError = defineMetric({
  name: 'argmax-error',
  label: 'Argmax error',
  summary: "error of the most probable classes, before a protocol's own decision",
  compute: ({ predictions }) => tally({ labels: predictions.labels, predicted: mostProbable(predictions) }),
  format: (value) => errorRate.format(value),
});

/** The most probable class of every image, the first of equals. */
function mostProbable({ labels, probabilities, classes }: Predictions): Uint16Array {
  return labels.map((_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}
