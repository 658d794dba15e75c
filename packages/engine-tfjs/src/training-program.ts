import {
  checkTrainingBatch,
  completeState,
  crossEntropy,
  frozenParameters,
  initialState,
  type StepResult,
  type TrainingBatch,
  type TrainingOptions,
  type TrainingProgram,
} from '@batchmates/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { backwardPass } from './backward-pass.ts';
import { forwardPass } from './forward-pass.ts';
import { inferenceProgram, toMaps } from './inference-program.ts';
import type { NetworkPlan } from './network-plan.ts';
import { optimizerStep } from './optimizer-step.ts';
import { computeOn, type Placement } from './placement.ts';
import { ProgramState } from './program-state.ts';
import { runningFollower } from './running-statistics.ts';

/** Prepares a network for training, from its initial state. */
export async function trainingProgram(
  plan: NetworkPlan,
  { batchSize, optimizer, seed, freezeBatchNorm }: TrainingOptions,
  placement: Placement,
): Promise<TrainingProgram> {
  const { network } = plan;
  const { kernels } = placement;
  const state = new ProgramState(network, optimizer, frozenParameters(network, freezeBatchNorm));
  await computeOn(placement, () => state.write(initialState(network, seed, optimizer)));
  const follow = runningFollower(network);
  const train = ({ images, labels, learningRate }: TrainingBatch): StepResult => {
    const statistics = { kind: freezeBatchNorm === undefined ? 'batch' : 'running' } as const;
    const pass = forwardPass(toMaps(network, images), { plan, kernels, state, statistics, training: true });
    const logits = tf.clone(pass.logits);
    const gradients = backwardPass(plan, pass, lossGradient(pass.logits, labels));
    optimizerStep(state, { optimizer, gradients, learningRate });
    if (freezeBatchNorm === undefined) follow(state.running, pass.moments);
    // The one value that leaves the backend, after all else has been handed to it.
    const values = logits.dataSync<'float32'>().slice();
    const gradient = new Float32Array(values.length);
    return { loss: crossEntropy(values, labels, { classes: network.classes, gradient }), logits: values };
  };
  return {
    ...inferenceProgram(plan, state, placement),
    async trainStep(images, labels, learningRate) {
      const batch = { images, labels, learningRate };
      checkTrainingBatch(network, batchSize, batch);
      return computeOn(placement, () => train(batch));
    },
    readState: () => state.read(),
    writeState: async (given) => {
      const complete = completeState(network, optimizer, given);
      await computeOn(placement, () => state.write(complete));
    },
  };
}

/** Gradient of the mean cross-entropy: `(softmax(logits) - onehot(labels)) / batch`, `[batch, 1, 1, classes]`. */
function lossGradient(logits: Tensor4D, labels: ArrayLike<number>): Tensor4D {
  const [batch, , , classes] = logits.shape;
  const wanted = new Float32Array(batch * classes);
  for (let image = 0; image < batch; image++) wanted[image * classes + labels[image]!] = 1;
  const rows: Tensor2D = tf.reshape(logits, [batch, classes]);
  const gradient = tf.div(tf.sub(tf.softmax(rows), tf.tensor2d(wanted, [batch, classes])), batch);
  return tf.reshape(gradient, logits.shape);
}
