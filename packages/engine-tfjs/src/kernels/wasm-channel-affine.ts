import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * `map * scale + shift` per channel as a 1x1 depthwise convolution with bias: one vectorised pass, where broadcast
 * multiplication and addition take two slow ones.
 */
export function channelAffine(map: Tensor4D, scale: Tensor1D, shift: Tensor1D): Tensor4D {
  const filter: Tensor4D = tf.reshape(scale, [1, 1, scale.size, 1]);
  return tf.fused.depthwiseConv2d({ x: map, filter, strides: 1, pad: 'valid', bias: shift });
}
