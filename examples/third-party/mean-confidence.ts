import { defineMetric } from '@batchmates/metrics';

/** A metric of one's own: the mean probability (0-1) that the network gives the class it finds most probable. */
export default defineMetric({
  name: 'mean-confidence',
  label: 'Mean confidence',
  summary: 'mean probability of the most probable class',
  compute({ predictions: { labels, probabilities, classes } }) {
    const sum = labels.reduce(
      (total, _, image) =>
        total + Math.max(...probabilities.subarray(image * classes, (image + 1) * classes)),
      0,
    );
    return sum / labels.length;
  },
  format: (confidence) => confidence.toFixed(3),
});
