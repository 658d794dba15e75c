import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormGradient, BatchNormGradientOptions, MomentTensors } from '../kernels/kernels.ts';

/**
 * The gradient of batch norm by given moments, which do not depend on its input. With `xhat = (x - mean) / deviation` and g the output's
 * gradient: `dbeta = sum(g)`, `dgamma = sum(g * xhat)`, `dx = g * gamma / deviation`.
 */
export function givenBatchNormGradient(
  { input, gradient, gamma, epsilon, inputGradient }: Omit<BatchNormGradientOptions, 'kept'>,
  { mean, variance }: MomentTensors,
): BatchNormGradient {
  const deviation = tf.sqrt(tf.add<Tensor1D>(variance, epsilon));
  const along = tf.sum<Tensor1D>(tf.mul(gradient, tf.sub(input, mean)), [0, 1, 2]);
  return {
    input: inputGradient ? tf.mul<Tensor4D>(gradient, tf.div(gamma, deviation)) : undefined,
    gamma: tf.div(along, deviation),
    beta: tf.sum<Tensor1D>(gradient, [0, 1, 2]),
  };
}
