import { meanAndDeviation, type Tally } from '@batchmates/results';
import type { ResultsSource } from '../evidence/evidence.ts';
import type { Tested } from './test-way.ts';

/** One cell of the error table: the runs of one way of training and testing. */
export interface ErrorCell {
  readonly runs: readonly ResultsSource<Tested>[];
  /** Mean error over the runs, 0-1. */
  readonly error: number;
  /** Sample standard deviation over runs; absent for a single one. */
  readonly deviation: number | undefined;
  /** 95 % Wilson interval of a single run; runs over seeds share their images, so that they have a deviation instead. */
  readonly interval: Tally['interval'] | undefined;
  /** Images counted in each run. */
  readonly images: number;
}

/** Summarises at least one run. */
export function errorCell(runs: readonly ResultsSource<Tested>[]): ErrorCell {
  const { mean, deviation } = meanAndDeviation(runs.map(({ metrics }) => metrics.error));
  const [first] = runs;
  return {
    runs,
    error: mean,
    deviation,
    interval: runs.length === 1 ? first?.metrics.interval : undefined,
    images: first?.metrics.images ?? 0,
  };
}

/** Ends of what is drawn around an error: its interval, or one standard deviation to either side. */
export function spreadOf({ error, deviation, interval }: ErrorCell): readonly [number, number] {
  if (interval !== undefined) return interval;
  return [Math.max(0, error - (deviation ?? 0)), Math.min(1, error + (deviation ?? 0))];
}
