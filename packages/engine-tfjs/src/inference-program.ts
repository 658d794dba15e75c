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
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { forwardPass, type ForwardPass } from './forward-pass.ts';
import type { NetworkPlan } from './network-plan.ts';
import { computeOn, type Placement } from './placement.ts';
import type { ProgramState } from './program-state.ts';

/** Prepares a network for inference with parameters that may change between calls. */
export function inferenceProgram(
  plan: NetworkPlan,
  state: ProgramState,
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
    dispose: async () => state.dispose(),
  };
}

/** Images as a tensor `[batch, height, width, channels]`. */
export function toMaps({ input }: Network, images: Float32Array): Tensor4D {
  const { height, width, channels } = input;
  return tf.tensor4d(images, [images.length / (height * width * channels), height, width, channels]);
}

/** The moments of a pass, read in one piece. */
function momentsOf({ moments }: ForwardPass): Moments {
  const norms = [...moments];
  const vectors: Tensor1D[] = norms.flatMap(([, { mean, variance }]) => [mean, variance]);
  const values = tf.concat1d(vectors).dataSync<'float32'>();
  let offset = 0;
  const next = ({ size }: Tensor1D) => values.slice(offset, (offset += size));
  return new Map(
    norms.map(([name, { mean, variance }]) => [name, { mean: next(mean), variance: next(variance) }]),
  );
}
