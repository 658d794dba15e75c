import type { FixedStatistics, Moments, Statistics } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { match } from 'ts-pattern';
import type { StatisticsKind } from './protocol.ts';

/**
 * The statistics an engine is given for a kind. Throws a `UserError` when pooled statistics are asked for and the
 * checkpoint has none.
 */
export function resolveStatistics(
  kind: Exclude<StatisticsKind, 'batch'>,
  population: Moments | undefined,
): FixedStatistics;
export function resolveStatistics(kind: StatisticsKind, population: Moments | undefined): Statistics;
export function resolveStatistics(kind: StatisticsKind, population: Moments | undefined): Statistics {
  return match(kind)
    .returnType<Statistics>()
    .with('batch', 'running', (own) => ({ kind: own }))
    .with('population', () => {
      if (population !== undefined) return { kind: 'fixed', moments: population };
      throw new UserError({
        code: 'protocol/uncalibrated',
        what: 'statistics "population"',
        expected: 'a checkpoint with statistics pooled over the training set',
        received: 'one without',
        remedy: 'run evaluator/calibrate on the checkpoint first, or use statistics: running',
      });
    })
    .exhaustive();
}
