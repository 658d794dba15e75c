import {
  checkImages,
  checkStatistics,
  checkValuesPerChannel,
  softmax,
  type InferenceProgram,
  type Moments,
  type Statistics,
} from '@batchmates/engine';
import { batchNorms, type Network } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { forwardPass } from './forward-pass.ts';
import type { NetworkPlan } from './network-plan.ts';
import type { ParameterTensors } from './parameter-tensors.ts';
import { computeOn, type Placement } from './placement.ts';

/** Prepares a network for inference with parameters that may change between calls. */
export function inferenceProgram(
  plan: NetworkPlan,
  state: ParameterTensors,
  placement: Placement,
): InferenceProgram {
  const { network } = plan;
  const { kernels, threads } = placement;
  const pass = (images: Float32Array, statistics: Statistics) =>
    forwardPass(toMaps(network, images), { plan, kernels, state, statistics, training: false });
  return {
    precision: 'f32',
    threads,
    async infer(images, statistics) {
      checkStatistics(network, checkImages(network, images), statistics);
      return computeOn(placement, () =>
        softmax(pass(images, statistics).logits.dataSync<'float32'>(), network.classes),
      );
    },
    async moments(images) {
      checkValuesPerChannel(network, checkImages(network, images));
      if (batchNorms(network).length === 0) return new Map();
      return computeOn(placement, () => momentsOf(pass(images, { kind: 'batch' })));
    },
    dispose: async () => state.changed(),
  };
}

/** Images as a tensor `[batch, height, width, channels]`. */
export function toMaps({ input }: Network, images: Float32Array): Tensor4D {
  const { height, width, channels } = input;
  return tf.tensor4d(images, [images.length / (height * width * channels), height, width, channels]);
}

function momentsOf({ moments }: ReturnType<typeof forwardPass>): Moments {
  return new Map(
    [...moments].map(([name, { mean, variance }]) => [
      name,
      { mean: Float32Array.from(mean), variance: Float32Array.from(variance) },
    ]),
  );
}
