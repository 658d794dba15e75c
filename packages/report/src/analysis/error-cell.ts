import type { Interval } from '@batchmates/results';
import { percent, percentRange } from '@batchmates/metrics';
import { group } from 'd3-array';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { EvaluationSource } from '../evidence/evidence.ts';
import { networkSeeds } from './network-seeds.ts';

/** One cell of the error table: the runs, at least one, of one way of training and testing. */
export interface ErrorCell {
  readonly runs: readonly EvaluationSource[];
  /** Mean error over the runs, 0-1. */
  readonly error: number;
  /**
   * Sample standard deviation (n - 1), absent for a single run: over networks, each with the mean of its runs; of a single network over
   * its runs, which differ in what met in a batch.
   */
  readonly deviation: number | undefined;
  /** 95 % Wilson interval of a single run; runs over seeds share their images, so that they have a deviation instead. */
  readonly interval: Interval | undefined;
  /** Images counted in each run. */
  readonly images: number;
}

/** Summarises at least one run. */
export function errorCell(runs: readonly EvaluationSource[]): ErrorCell {
  const errors = runs.map(({ tally }) => tally.error);
  const byNetwork = group(runs, ({ facts: { training }, provenance }) =>
    networkSeeds({ training, provenance }),
  );
  const networks = [...byNetwork.values()].map((own) => mean(own.map(({ tally }) => tally.error)));
  const { tally } = runs[0]!;
  return {
    runs,
    error: mean(errors),
    deviation:
      runs.length === 1 ? undefined : sampleStandardDeviation(networks.length > 1 ? networks : errors),
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

/** What is said beside an error: its interval, or the standard deviation over seeds. */
export function spreadText({ error, interval, deviation }: Spread): string {
  return deviation === undefined || interval !== undefined
    ? percentRange(spreadOf({ error, interval }))
    : `± ${percent(deviation, 1)}`;
}

/** Ends of what is drawn around an error: its interval, or one standard deviation to either side. */
export function spreadOf({ error, interval, deviation = 0 }: Spread): readonly [number, number] {
  return interval ?? [Math.max(0, error - deviation), Math.min(1, error + deviation)];
}
