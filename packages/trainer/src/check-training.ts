import { stateSpecs } from '@batchmates/engine';
import { elements } from '@batchmates/network';
import { artifactToCheck, type CheckContext, type Estimate } from '@batchmates/stage';
import { assertGhostGroups } from './assert-ghost-groups.ts';
import { assertParams } from './assert-params.ts';
import { prepareTraining } from './prepare-training.ts';
import type { TrainerServices } from './train-context.ts';
import type { TrainParams } from './params.ts';

/** What is left, and the two saves of a run under way. */
const COPIES = 3;

const FLOAT32 = 4;

/** Looks for everything that `trainer/train` refuses, as far as the data set is there. */
export async function checkTraining({
  params,
  inputs,
  services,
  pipelineDirectory,
}: CheckContext<
  TrainParams,
  TrainerServices,
  {
    readonly dataset: { readonly type: 'dataset' };
    readonly checkpoint: { readonly type: 'checkpoint'; readonly optional: true };
  }
>): Promise<Estimate | void> {
  await services.engines.assertKnown(params.engine, 'training');
  assertParams(params, { connected: inputs.checkpoint.length > 0 });
  if (params.batchSize !== undefined) assertGhostGroups(params.norm, params.batchSize);
  const dataset = artifactToCheck(inputs.dataset);
  if (dataset === undefined) return;
  const { network, curves } = await prepareTraining({
    params,
    inputs: { dataset, checkpoint: artifactToCheck(inputs.checkpoint) },
    services,
    pipelineDirectory,
  });
  await curves?.close();
  const values = stateSpecs(network, params.optimizer).reduce((sum, { shape }) => sum + elements(shape), 0);
  return { bytes: COPIES * values * FLOAT32 };
}
