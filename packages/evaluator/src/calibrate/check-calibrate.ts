import { UserError } from '@batchmates/errors';
import type { Estimate } from '@batchmates/stage';
import type { z } from 'zod';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import type { calibrateParams } from './params.ts';

/** Looks for what stops `evaluator/calibrate`: what stops every such stage, and an imported network of which it is to know the training. */
export async function checkCalibrate(
  context: NetworkCheck<z.output<typeof calibrateParams>>,
): Promise<Estimate | void> {
  const { params, inputs } = context;
  const imported = inputs.checkpoint[0]?.foreseen['imported'] === true;
  const asInTraining = [
    ...(params.batching === undefined ? ['batching'] : []),
    ...(params.batchSize === undefined ? ['batchSize'] : []),
    ...(params.views === 'augmented' ? ['views: augmented'] : []),
  ];
  if (imported && asInTraining.length > 0) {
    throw new UserError({
      code: 'evaluator/imported',
      what: 'calibration of an imported network, of whose training nothing is known',
      expected: 'batching, batchSize and other views than augmented',
      received: `as in training: ${asInTraining.join(', ')}`,
      remedy: 'set e.g. batching: standard, batchSize: 64, views: center',
    });
  }
  return checkNetworkStage(context);
}
