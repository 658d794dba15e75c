import { defineMetric, percent } from '@batchmates/metrics';

/** Share (0-1) of the images whose class is not among the two that the network finds most probable. */
export default defineMetric({
  name: 'new-metric',
  // The heading of its column in the report.
  label: 'Top-2 error',
  summary: 'share of images whose class is not among the two most probable',
  // A pure function of the answers; `probabilities` is [images, classes].
  compute({ predictions: { labels, probabilities, classes } }) {
    const missed = labels.filter((label, image) => {
      const own = probabilities.subarray(image * classes, (image + 1) * classes);
      return own.filter((probability) => probability > own[label]!).length >= 2;
    });
    return missed.length / labels.length;
  },
  format: percent,
});
