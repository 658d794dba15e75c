import {
  assertOneProcess,
  batchCount,
  batchOf,
  batchSizeOf,
  planEpoch,
  type BatchingStrategy,
  type BatchPlan,
  type Composition,
} from '@batchmates/batching';
import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { repeatable, resolveChoice } from '@batchmates/stage';
import type { TrainContext } from './train-context.ts';

/** How the batches of every epoch are composed. */
export interface BatchPlans {
  readonly strategy: Pick<BatchingStrategy, 'name'>;
  readonly batchSize: number;
  readonly composition: Composition;
  /** The plan of one epoch, from 0. */
  planOf(epoch: number): BatchPlan;
}

/** What batches are composed from. */
export interface BatchedImages {
  readonly split: Split;
  readonly classes: number;
}

/**
 * The batches that the params ask for, checked by planning the first epoch twice, with the second in between. Throws what the
 * strategy refuses, e.g. a batch size that is not the number of classes under `balanced`, and a `UserError` when there is no
 * batch, one of another size, or another plan the second time.
 */
export async function batchPlans(
  { params, services, pipelineDirectory }: Pick<TrainContext, 'params' | 'services' | 'pipelineDirectory'>,
  { split, classes }: BatchedImages,
): Promise<BatchPlans> {
  const { batching, epochs, seed, stepsPerEpoch } = params;
  const { item: strategy, options } = await resolveChoice(services.strategies, batching, pipelineDirectory);
  assertOneProcess(options);
  const composition = strategy.composition(options, { classes });
  const batchSize = params.batchSize ?? batchSizeOf(composition) ?? classes;
  const { labels } = split;
  const planOf = (epoch: number) => {
    const request = { labels, classes, batchSize, seed, epoch };
    const plan = planEpoch(request, { strategy, options, stepsPerEpoch, epochs });
    return checkSizes(plan, { batching: batching.kind, batchSize, split });
  };
  await repeatable({
    what: `batching strategy "${strategy.name}": plan() of epoch 0`,
    call: () => planOf(0),
    between: () => (epochs > 1 ? planOf(1) : undefined),
  });
  return { strategy, batchSize, composition, planOf };
}

interface Wanted {
  readonly batching: string;
  readonly batchSize: number;
  readonly split: Split;
}

function checkSizes(plan: BatchPlan, { batching, batchSize, split }: Wanted): BatchPlan {
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
