import { builtInMetrics } from '@batchmates/metrics';
import type { Evaluation } from '@batchmates/results';

/** What an evaluation comes to under every built-in metric, by their names, as JSON can hold it; metrics that it has not are absent. */
export function metricsOf(evaluation: Evaluation): Readonly<Record<string, unknown>> {
  const values = builtInMetrics.map(({ name, compute }) => [name, compute(evaluation)] as const);
  return JSON.parse(JSON.stringify(Object.fromEntries(values), plainNumbers)) as Record<string, unknown>;
}

function plainNumbers(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
}
