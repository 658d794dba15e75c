import { batchCount, planBatches, selectBatches, type BatchPlan } from '@batchmates/batching';
import type { Checkpoint } from '@batchmates/checkpoint';
import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { StageContext } from '@batchmates/stage';
import { parseOptions } from '../session/parse-options.ts';
import type { EvaluatorServices } from '../session/services.ts';

/** Which images are pooled over in which batches; what is absent is as in training. */
export interface CalibrationBatches {
  readonly batching?: string | undefined;
  readonly batchSize?: number | undefined;
  readonly batchingOptions?: Readonly<Record<string, unknown>> | undefined;
  /** About so many images; absent: all. */
  readonly images?: number | undefined;
  readonly seed: number;
}

type Context = Pick<
  StageContext<CalibrationBatches, Pick<EvaluatorServices, 'strategies'>>,
  'params' | 'services' | 'pipelineDirectory'
>;

/**
 * The batches of calibration: those of the first epoch of training, unless the params say otherwise. Throws a
 * `UserError` when the strategy is unknown, its options do not fit, or no batch comes of them.
 */
export async function calibrationPlan(
  { params, services, pipelineDirectory }: Context,
  { checkpoint, split }: { readonly checkpoint: Checkpoint; readonly split: Split },
): Promise<BatchPlan> {
  const { training, classNames } = checkpoint;
  const name = params.batching ?? training.strategy;
  const strategy = await services.strategies.resolve(name, pipelineDirectory);
  const inherited = params.batching === undefined ? training.batchingOptions : {};
  const options = parseOptions(
    strategy.options,
    { ...inherited, ...params.batchingOptions, batchSize: params.batchSize ?? training.batchSize },
    `options of batching strategy "${name}"`,
  );
  const { labels } = split;
  const request = { labels, classes: classNames.length, seed: params.seed, epoch: 0 };
  const plan = planBatches(strategy, request, options);
  if (batchCount(plan) > 0) return cap(plan, params.images);
  throw new UserError({
    code: 'evaluator/no-batches',
    what: `batches of split "${split.name}" (${split.length} images)`,
    expected: 'at least one',
    received: 'none',
    remedy: 'set batchSize to at most the number of images',
  });
}

/** As many batches as hold about `images` images, evenly spread over the plan, which a strategy need not shuffle. */
function cap(plan: BatchPlan, images = Infinity): BatchPlan {
  const batches = batchCount(plan);
  const enough = Math.ceil((images * batches) / plan.indices.length);
  if (enough >= batches) return plan;
  const spread = Array.from({ length: enough }, (_, index) => Math.floor((index * batches) / enough));
  return selectBatches(plan, spread);
}
