import type { BatchingStrategy } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import { resolveChoice, type Choice, type Registry } from '@batchmates/stage';
import type { PlannedBatches, PlannedImages } from './planned-batches.ts';

/** What batches are planned from. */
export interface EpochsRequest extends Omit<PlannedBatches, 'batchSize' | 'plans'> {
  readonly strategies: Registry<BatchingStrategy>;
  /** Where a relative `./my-strategy.ts` starts. */
  readonly directory: string;
  /** Images in a batch; undefined: what the strategy's composition says, else the number of classes. */
  readonly batchSize: number | undefined;
  readonly stepsPerEpoch: 'batching' | 'standard';
  /** Epochs of the training. */
  readonly trainingEpochs: number;
  /** Epochs to plan. */
  readonly epochs: number;
}

/**
 * Plans the first epochs. Throws a `UserError` when an epoch has no batch, and what `planEpoch` throws. `batching` has the strategy's options parsed.
 */
export async function planEpochs(request: EpochsRequest): Promise<PlannedBatches> {
  const { of, images, batching, seed, strategies, directory, stepsPerEpoch, trainingEpochs, epochs } =
    request;
  const { batchCount, batchSizeOf, planEpoch } = await import('@batchmates/batching');
  const { item, options } = await resolveChoice(strategies, batching, directory);
  const classes = images.classNames.length;
  const batchSize = request.batchSize ?? batchSizeOf(item.composition(options, { classes })) ?? classes;
  const plans = Array.from({ length: epochs }, (_, epoch) =>
    planEpoch(
      { labels: images.labels, classes, batchSize, seed, epoch },
      { strategy: item, options, stepsPerEpoch, epochs: trainingEpochs },
    ),
  );
  if (plans.some((each) => batchCount(each) === 0)) throw noBatch(batching, images);
  return { of, images, batching, batchSize, seed, plans };
}

function noBatch({ kind }: Choice, { labels }: PlannedImages): UserError {
  return new UserError({
    code: 'batches/none',
    what: `batching ${kind} of ${labels.length} images`,
    expected: 'at least one batch an epoch',
    received: 'none',
  });
}
