import { mean, sampleStandardDeviation } from 'simple-statistics';

/** Mean and spread of one figure over repeated runs, e.g. seeds. */
export interface MeanAndDeviation {
  readonly runs: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); absent for a single run. */
  readonly deviation?: number;
}

/** Summarises at least one run. */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const summary = { runs: values.length, mean: mean([...values]) };
  return values.length < 2 ? summary : { ...summary, deviation: sampleStandardDeviation([...values]) };
}
