import {
  checkTrainingBatch,
  completeState,
  copyState,
  crossEntropy,
  followBatch,
  initialState,
  runningMoments,
  type StepResult,
  type TrainingBatch,
  type TrainingOptions,
  type TrainingProgram,
} from '@batchmates/engine';
import { batchNorms } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import { backwardPass } from './backward-pass.ts';
import { forwardPass } from './forward-pass.ts';
import { inferenceProgram, toMaps } from './inference-program.ts';
import type { NetworkPlan } from './network-plan.ts';
import { ParameterTensors } from './parameter-tensors.ts';
import { computeOn, type Placement } from './placement.ts';
import { updateParameters } from './update-parameters.ts';

/** Prepares a network for training, from its initial state. */
export function trainingProgram(
  plan: NetworkPlan,
  { batchSize, optimizer, seed }: TrainingOptions,
  placement: Placement,
): TrainingProgram {
  const { network } = plan;
  const { kernels } = placement;
  const state = new ParameterTensors(initialState(network, seed, optimizer));
  const norms = batchNorms(network);
  const train = ({ images, labels, learningRate }: TrainingBatch): StepResult => {
    const statistics = { kind: 'batch' } as const;
    const pass = forwardPass(toMaps(network, images), { plan, kernels, state, statistics, training: true });
    const logits = pass.logits.dataSync<'float32'>().slice();
    const gradient = new Float32Array(logits.length);
    const loss = crossEntropy(logits, labels, { classes: network.classes, gradient });
    const gradients = backwardPass(plan, pass, tf.tensor4d(gradient, pass.logits.shape));
    updateParameters(state, { network, optimizer }, gradients, learningRate);
    for (const { name, momentum } of norms) {
      followBatch(
        runningMoments(name, (tensor) => state.values(tensor)),
        pass.moments.get(name)!,
        momentum,
      );
    }
    return { loss, logits };
  };
  return {
    ...inferenceProgram(plan, state, placement),
    async trainStep(images, labels, learningRate) {
      const batch = { images, labels, learningRate };
      checkTrainingBatch(network, batchSize, batch);
      return computeOn(placement, () => train(batch));
    },
    readState: async () => copyState(state.state),
    writeState: async (given) => state.replace(copyState(completeState(network, optimizer, given))),
  };
}
