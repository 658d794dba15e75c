import { builtInMetrics, type Metric } from '@batchmates/metrics';
import { createRegistry, type Registry } from '@batchmates/stage';
import { importForeign } from './import-foreign.ts';

/** The metrics that a report may be asked for: the built-in ones, and third parties' modules. */
export function createMetricRegistry(): Registry<Metric> {
  return createRegistry<Metric>({
    kind: 'metric',
    items: Object.fromEntries(builtInMetrics.map((metric) => [metric.name, () => metric])),
    accepts: isMetric,
    importForeign,
    shape: 'an object with name, label, summary, compute() and format()',
  });
}

function isMetric(value: unknown): value is Metric {
  const metric = value as Partial<Metric> | null | undefined;
  return (
    typeof metric?.compute === 'function' &&
    typeof metric.format === 'function' &&
    typeof metric.label === 'string'
  );
}
