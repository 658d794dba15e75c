import type { Interval } from '@batchmates/results';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { EvaluationSource } from '../evidence/evidence.ts';

/** One cell of the error table: the runs, at least one, of one way of training and testing. */
export interface ErrorCell {
  readonly runs: readonly EvaluationSource[];
  /** Mean error over the runs, 0-1. */
  readonly error: number;
  /** Sample standard deviation (n - 1) over runs; absent for a single one. */
  readonly deviation: number | undefined;
  /** 95 % Wilson interval of a single run; runs over seeds share their images, so that they have a deviation instead. */
  readonly interval: Interval | undefined;
  /** Images counted in each run. */
  readonly images: number;
}

/** Summarises at least one run. */
export function errorCell(runs: readonly EvaluationSource[]): ErrorCell {
  const errors = runs.map(({ tally }) => tally.error);
  const { tally } = runs[0]!;
  return {
    runs,
    error: mean(errors),
    deviation: runs.length === 1 ? undefined : sampleStandardDeviation(errors),
    interval: runs.length === 1 ? tally.interval : undefined,
    images: tally.images,
  };
}

/** What is drawn around an error. */
export interface Spread {
  readonly error: number;
  readonly interval?: readonly [number, number] | undefined;
  readonly deviation?: number | undefined;
}

/** Ends of what is drawn around an error: its interval, or one standard deviation to either side. */
export function spreadOf({ error, interval, deviation = 0 }: Spread): readonly [number, number] {
  return interval ?? [Math.max(0, error - deviation), Math.min(1, error + deviation)];
}
