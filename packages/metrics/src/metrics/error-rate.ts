import { tally } from '@batchmates/results';
import { percent, percentRange } from '../format.ts';
import { defineMetric } from '../metric.ts';

/** Share of wrong answers, 0-1, with its 95 % Wilson interval and the counts. */
export const errorRate = defineMetric({
  name: 'error-rate',
  label: 'Error',
  summary: 'share of wrong answers, with its 95 % Wilson interval',
  compute: ({ predictions }) => tally(predictions),
  format: ({ error, interval }) => `${percent(error)} (${percentRange(interval)})`,
});
