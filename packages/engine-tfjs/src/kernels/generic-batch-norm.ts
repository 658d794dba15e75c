import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels } from './kernels.ts';

/** Batch norm by operations that every backend has. */
export const genericBatchNorm: Pick<Kernels, 'batchNorm' | 'batchNormGradient' | 'batchNormBy'> = {
  batchNorm(map, { gamma, beta, epsilon }) {
    const mean = channelMean(map);
    // Centring first: a mean of squares minus the square of a mean would cancel.
    const centred = tf.sub<Tensor4D>(map, mean);
    const variance = channelMean(tf.square(centred));
    const deviation = tf.sqrt(tf.add<Tensor1D>(variance, epsilon));
    const output = tf.add<Tensor4D>(tf.mul(centred, tf.div(gamma, deviation)), beta);
    return { output, kept: [centred, deviation], moments: { mean, variance } };
  },

  /**
   * With m values per channel, `xhat = centred / deviation` and g the output's gradient: `dbeta = sum(g)`,
   * `dgamma = sum(g * xhat)`, `dx = gamma / deviation * (g - mean(g) - xhat * mean(g * xhat))`.
   */
  batchNormGradient({ gradient, gamma, kept, inputGradient }) {
    const [centred, deviation] = kept as readonly [Tensor4D, Tensor1D];
    const count = gradient.size / gamma.size;
    const flow = channelMean(gradient);
    const product = tf.div<Tensor1D>(channelMean(tf.mul(gradient, centred)), deviation);
    const sums = { gamma: tf.mul<Tensor1D>(product, count), beta: tf.mul<Tensor1D>(flow, count) };
    if (!inputGradient) return { input: undefined, ...sums };
    const along = tf.mul(centred, tf.div(product, deviation));
    const input = tf.mul<Tensor4D>(tf.sub(tf.sub(gradient, flow), along), tf.div(gamma, deviation));
    return { input, ...sums };
  },

  batchNormBy: (map, { gamma, beta, epsilon }, { mean, variance }) =>
    tf.batchNorm(map, mean, variance, beta, gamma, epsilon),
};

function channelMean(map: Tensor4D): Tensor1D {
  return tf.mean(map, [0, 1, 2]);
}
