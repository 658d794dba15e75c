import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** One number per channel. */
type ChannelValues = Float32Array | Float64Array;

/**
 * `map * scale + shift` per channel as a 1x1 depthwise convolution with bias: one vectorised pass, where broadcast
 * multiplication and addition take two slow ones.
 */
export function channelAffine(map: Tensor4D, scale: ChannelValues, shift: ChannelValues): Tensor4D {
  return tf.fused.depthwiseConv2d({
    x: map,
    filter: tf.tensor4d(Float32Array.from(scale), [1, 1, scale.length, 1]),
    strides: 1,
    pad: 'valid',
    bias: tf.tensor1d(Float32Array.from(shift)),
  });
}
