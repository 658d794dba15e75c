import type { Crop } from '@batchmates/augmentation';
import { openDataset, type DatasetInfo, type PixelNormalisation, type Split } from '@batchmates/dataset';
import { createNetwork } from '@batchmates/model-zoo';
import type { Network } from '@batchmates/network';
import { checkTrainingMemory } from '@batchmates/engine';
import { batchPlans, type BatchPlans } from './batch-plans.ts';
import { hasCurves } from './curve-epochs.ts';
import { assertGhostGroups } from './assert-ghost-groups.ts';
import { cropOf, inputOf } from './crop-of.ts';
import type { TrainContext } from './train-context.ts';
import { startingState, type StartingState } from './starting-state.ts';
import { TestCurves } from './test-curves.ts';

/** What a training run needs besides an engine, worked out from params and data set. */
export interface Setup {
  readonly info: DatasetInfo;
  readonly split: Split;
  readonly crop: Crop;
  readonly network: Network;
  readonly plans: BatchPlans;
  readonly curves: TestCurves | undefined;
  /** Undefined when the network is initialised by the seed. */
  readonly start: StartingState | undefined;
  /** That of the data set; mean and deviation of the checkpoint from which training goes on. */
  readonly normalisation: PixelNormalisation;
}

/** Opens the data set and works out all else; throws a `UserError` for everything in the params that does not fit it. */
export async function prepareTraining(
  context: Pick<TrainContext, 'inputs' | 'params' | 'services' | 'pipelineDirectory'>,
): Promise<Setup> {
  const { inputs, params } = context;
  const dataset = await openDataset(inputs.dataset.directory);
  const { info } = dataset;
  const split = await dataset.split('train');
  const crop = cropOf(params, info);
  const { network: name, width, shortcut, norm } = params;
  const network = createNetwork(name, {
    input: inputOf(crop, info),
    classes: info.classNames.length,
    norm,
    ...(width === undefined ? {} : { width }),
    ...(shortcut === undefined ? {} : { shortcut }),
  });
  const plans = await batchPlans(context, { split, classes: info.classNames.length });
  const { batchSize, composition } = plans;
  assertGhostGroups(norm, batchSize);
  const start = await startingState(inputs.checkpoint, params, { network, classNames: info.classNames });
  // Colours are shifted along the components of these very images, whatever the weights have seen.
  const normalisation = { ...info.normalisation, ...start?.normalisation };
  // In bf16, which is the least that `auto` may take.
  checkTrainingMemory(network, { batchSize, precision: params.precision === 'f32' ? 'f32' : 'bf16' });
  const test = hasCurves(params.evaluateEvery) ? await dataset.split('test') : undefined;
  const curves =
    test &&
    new TestCurves({
      split: test,
      info,
      crop,
      normalisation,
      seed: params.seed,
      images: params.curveImages,
      batchSize,
      composition,
    });
  return { info, split, crop, network, plans, curves, start, normalisation };
}
