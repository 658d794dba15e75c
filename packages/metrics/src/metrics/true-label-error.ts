import { tally, type Tally } from '@batchmates/results';
import { defineMetric } from '../metric.ts';
import { errorRate } from './error-rate.ts';

/**
 * Error against the true labels, where those of the split were made wrong on purpose (`labelNoise` of `ingestion/subset`); undefined where there
 * are no others than the given ones, against which `error-rate` counts.
 */
export const trueLabelError = defineMetric<Tally | undefined>({
  name: 'true-label-error',
  label: 'Error against true labels',
  summary: 'share of answers that are not the true class, where labels were made wrong on purpose',
  compute: ({ predictions: { trueLabels, predicted } }) =>
    trueLabels && tally({ labels: trueLabels, predicted }),
  format: (value) => (value === undefined ? 'no true labels' : errorRate.format(value)),
});
