import { builtInMetrics } from '@batchmates/metrics';
import type { Evaluation } from '@batchmates/results';

/** Classes whose confusion matrix is kept: that of ImageNet would be a million numbers for every test. */
const MOST_CLASSES = 200;

/**
 * What an evaluation comes to under every built-in metric, by their names, as JSON can hold it; metrics that it has not are absent, and so is the
 * confusion of more than 200 classes.
 */
export function metricsOf(evaluation: Evaluation): Readonly<Record<string, unknown>> {
  const isLarge = evaluation.facts.dataset.classNames.length > MOST_CLASSES;
  const values = builtInMetrics
    .filter(({ name }) => !(isLarge && name === 'confusion'))
    .map(({ name, compute }) => [name, compute(evaluation)] as const);
  return JSON.parse(JSON.stringify(Object.fromEntries(values), plainNumbers)) as Record<string, unknown>;
}

function plainNumbers(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
}
