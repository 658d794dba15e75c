import {
  batchCount,
  batchOf,
  planBatches,
  type BatchingStrategy,
  type BatchPlan,
  type Composition,
} from '@batchmates/batching';
import { UserError, UserErrors } from '@batchmates/errors';
import type { Split } from '@batchmates/dataset';
import type { TrainParams } from './params.ts';

/** How the batches of every epoch are composed, with all options known to be right. */
export interface BatchPlans {
  readonly batchSize: number;
  /** Options of the strategy, defaults included, without `batchSize`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly composition: Composition;
  /** The plan of one epoch, from 0. */
  planOf(epoch: number): BatchPlan;
}

/** What batches are composed from. */
export interface BatchPlansRequest {
  readonly strategy: BatchingStrategy;
  readonly split: Split;
  readonly classes: number;
  readonly params: Pick<TrainParams, 'batching' | 'batchSize' | 'batchingOptions' | 'seed'>;
}

/**
 * Checks the options of a strategy by planning the first epoch. Throws every bad option as a `UserError` of its
 * own, and what the strategy itself refuses, e.g. a batch size that is not the number of classes under `balanced`.
 */
export function batchPlans({ strategy, split, classes, params }: BatchPlansRequest): BatchPlans {
  const { batchSize = classes, seed } = params;
  const options = parseOptions(strategy, { ...params, batchSize });
  const plan = (epoch: number) =>
    checkSizes(planBatches(strategy, { labels: split.labels, classes, seed, epoch }, options), {
      params,
      batchSize,
      split,
    });
  plan(0);
  const { batchSize: _, ...others } = options;
  const composition = strategy.composition(options, { classes });
  return { batchSize, options: others, composition, planOf: plan };
}

function parseOptions(
  strategy: BatchingStrategy,
  {
    batching,
    batchSize,
    batchingOptions,
  }: Pick<TrainParams, 'batching' | 'batchingOptions'> & { readonly batchSize: number },
): Record<string, unknown> {
  const parsed = strategy.options.safeParse({ ...batchingOptions, batchSize });
  if (parsed.success && !('batchSize' in batchingOptions)) return parsed.data;
  const issues = parsed.error?.issues ?? [
    { path: ['batchSize'], message: 'batchSize is a param of its own, beside batchingOptions' },
  ];
  const errors = issues.map(
    ({ path, message }) =>
      new UserError({
        code: 'trainer/batching-options',
        what: `training: ${['batchingOptions', ...path].join('.')} of batching "${batching}"`,
        received: message,
      }),
  );
  throw errors.length === 1 ? errors[0]! : new UserErrors(errors);
}

function checkSizes(
  plan: BatchPlan,
  {
    params: { batching },
    batchSize,
    split,
  }: { params: BatchPlansRequest['params']; batchSize: number; split: Split },
): BatchPlan {
  if (batchCount(plan) === 0) {
    throw new UserError({
      code: 'trainer/no-batches',
      what: `training: batchSize under batching "${batching}"`,
      expected: `at most the ${split.length} images of split ${split.name}`,
      received: `${batchSize}, which leaves no batch`,
    });
  }
  for (let batch = 0; batch < batchCount(plan); batch++) {
    const { length } = batchOf(plan, batch);
    if (length === batchSize) continue;
    throw new UserError({
      code: 'trainer/batch-length',
      what: `training: batch ${batch} of batching "${batching}"`,
      expected: `batchSize (${batchSize}) images`,
      received: `${length}`,
      remedy: 'training batches are all of one size: mend the strategy or set remainder to drop',
    });
  }
  return plan;
}
