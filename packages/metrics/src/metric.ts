import type { Evaluation } from '@batchmates/results';

/**
 * A metric: a pure function of an evaluation's predictions and facts, and how its value is written. The report applies
 * it; nothing computed is stored. A third party's metric is a file whose default export is such an object:
 * `metrics: [./my-metric.ts]` of `report/report` (relative to the pipeline file) uses it.
 */
export interface Metric<Value = unknown> {
  /** As `metrics:` names it, e.g. `calibration-error`. */
  readonly name: string;
  /** Heading of its column. */
  readonly label: string;
  /** One sentence for `batchmates metrics`. */
  readonly summary: string;
  compute(evaluation: Evaluation): Value;
  /** The value in a few words or numbers, as a cell of a table. */
  format(value: Value): string;
}

/** A metric of two evaluations of the same images in the same order. */
export interface PairedMetric<Value = unknown> extends Omit<Metric<Value>, 'compute'> {
  compute(first: Evaluation, second: Evaluation): Value;
}

/** Types a metric. */
export function defineMetric<Value>(metric: Metric<Value>): Metric<Value> {
  return metric;
}

/** Types a paired metric. */
export function definePairedMetric<Value>(metric: PairedMetric<Value>): PairedMetric<Value> {
  return metric;
}
