import {
  assertOneProcess,
  batchCount,
  placesOf,
  planBatches,
  planOf,
  selectBatches,
  type BatchPlan,
} from '@batchmates/batching';
import { trainedHere } from '@batchmates/checkpoint';
import type { Classifier } from '@batchmates/classifier';
import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { repeatable, resolveChoice, type Choice, type StageContext } from '@batchmates/stage';
import type { EvaluatorServices } from '../session/services.ts';
import { everyImageOnce } from './every-image-once.ts';

/** Which images are pooled over in which batches; what is absent is as in training. */
export interface CalibrationBatches {
  readonly batching?: Choice | undefined;
  readonly batchSize?: number | undefined;
  /** About so many images; absent: all. */
  readonly images?: number | undefined;
  readonly seed: number;
}

type Context = Pick<
  StageContext<CalibrationBatches, Pick<EvaluatorServices, 'strategies'>>,
  'params' | 'services' | 'pipelineDirectory'
>;

/**
 * The batches of calibration: those of the first epoch of training unless the params say otherwise, with every image of the
 * split once: neither what training leaves out of an epoch (a remainder, the shares of other processes) nor what it shows more often
 * (oversampling) counts for the population. Where training normalised groups of its batches (ghost batch norm), these groups are
 * the batches. Throws a `UserError` when the strategy refuses, or no batch comes of it.
 */
export async function calibrationPlan(
  { params, services, pipelineDirectory }: Context,
  { classifier, split }: { readonly classifier: Classifier; readonly split: Split },
): Promise<BatchPlan> {
  const { classNames } = classifier;
  const { batching, batchSize } = batchesOf(params, classifier);
  const { seed } = params;
  const together = params.batchSize === undefined ? (classifier.ghost ?? batchSize) : batchSize;
  const { item, options } = await resolveChoice(services.strategies, batching, pipelineDirectory);
  assertOneProcess(options);
  const { labels } = split;
  const plan = await repeatable({
    what: `batching strategy "${item.name}": plan()`,
    call: () => planBatches(item, { labels, classes: classNames.length, batchSize, seed, epoch: 0 }, options),
  });
  if (batchCount(plan) > 0)
    return cap(
      everyImageOnce(inGroups(plan, together), { images: split.length, batchSize: together, seed }),
      params.images,
    );
  throw new UserError({
    code: 'evaluator/no-batches',
    what: `batches of split "${split.name}" (${split.length} images)`,
    expected: 'at least one',
    received: 'none',
    remedy: 'set batchSize to at most the number of images',
  });
}

/** A plan with every batch cut into batches of `size` images; a plan of batches that are no larger is left as it is. */
function inGroups(plan: BatchPlan, size: number): BatchPlan {
  const batches = Array.from({ length: batchCount(plan) }, (_, batch) => placesOf(plan, batch));
  if (batches.every(({ length }) => length <= size)) return plan;
  return planOf(
    batches.flatMap((places) =>
      Array.from({ length: Math.ceil(places.length / size) }, (_, group) =>
        places.slice(group * size, (group + 1) * size),
      ),
    ),
  );
}

/** Strategy and size of the batches: as asked for, else as in training, of which imported networks say nothing. */
function batchesOf(
  { batching, batchSize }: CalibrationBatches,
  { training }: Pick<Classifier, 'training'>,
): { readonly batching: Choice; readonly batchSize: number } {
  if (batching !== undefined && batchSize !== undefined) return { batching, batchSize };
  const trained = trainedHere(training, {
    what: 'batching and batchSize of calibration, which are as in training where they are absent',
    remedy: 'set both, e.g. batching: standard and batchSize: 64',
  });
  return {
    batching: batching ?? wholeEpoch(trained.batching),
    batchSize: batchSize ?? trained.batchSize,
  };
}

/** A strategy as all processes together use it. */
function wholeEpoch(batching: Choice): Choice {
  const { world, rank } = batching;
  return {
    ...batching,
    ...(world !== undefined && { world: 1 }),
    ...(rank !== undefined && { rank: 0 }),
  };
}

/** As many batches as hold about `images` images, evenly spread over the plan, which a strategy need not shuffle. */
function cap(plan: BatchPlan, images = Infinity): BatchPlan {
  const batches = batchCount(plan);
  const enough = Math.ceil((images * batches) / plan.indices.length);
  if (enough >= batches) return plan;
  const spread = Array.from({ length: enough }, (_, index) => Math.floor((index * batches) / enough));
  return selectBatches(plan, spread);
}
