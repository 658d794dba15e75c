import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/**
 * Group normalization (Wu & He 2018). Means over the pixels of each image and channel come first; what is left are tensors of
 * `batch * channels` numbers, from which those of groups follow.
 */
export const groupNorm: LayerRule<'groupNorm'> = {
  forward({ groups, epsilon }, [input], { parameter }) {
    const mean = groupMean(pixelMean(input), groups);
    const centred = tf.sub<Tensor4D>(input, perPixel(mean));
    const variance = groupMean(pixelMean(tf.square(centred)), groups);
    const deviation = tf.sqrt(tf.add<Tensor2D>(variance, epsilon));
    const scale = tf.div<Tensor2D>(parameter('weight'), deviation);
    const output = tf.add<Tensor4D>(tf.mul(centred, perPixel(scale)), parameter('bias'));
    return { output, kept: [centred, deviation] };
  },

  /**
   * With `xhat = centred / deviation`, g the output's gradient and means over an image's group:
   * `dbeta = sum(g)`, `dgamma = sum(g * xhat)`,
   * `dx = (gamma * g - mean(gamma * g) - xhat * mean(gamma * g * xhat)) / deviation`.
   */
  backward({ groups }, { kept, gradient, inputGradients }, { parameter }) {
    if (kept === undefined) throw new Error('internal: group norm without what its gradient needs');
    const [centred, deviation] = kept as readonly [Tensor4D, Tensor2D];
    const gamma = parameter('weight') as Tensor1D;
    const pixels = gradient.shape[1] * gradient.shape[2];
    const flow = pixelMean(gradient);
    const along = tf.div<Tensor2D>(pixelMean(tf.mul(gradient, centred)), deviation);
    const parameters = {
      weight: tf.mul(tf.sum(along, 0), pixels),
      bias: tf.mul(tf.sum(flow, 0), pixels),
    };
    if (!inputGradients) return { inputs: [], parameters };
    const shift = groupMean(tf.mul(flow, gamma), groups);
    const slope = groupMean(tf.mul(along, gamma), groups);
    const straight = tf.mul<Tensor4D>(gradient, perPixel(tf.div(gamma, deviation)));
    const back = tf.mul<Tensor4D>(centred, perPixel(tf.div(slope, tf.square(deviation))));
    const level = perPixel(tf.div(shift, deviation));
    return { inputs: [tf.sub(tf.sub(straight, back), level)], parameters };
  },
};

/** Mean over height and width of every image and channel, `[batch, channels]`. */
function pixelMean(map: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = map.shape;
  return tf.reshape(tf.avgPool(map, [height, width], 1, 'valid'), [batch, channels]);
}

/** Mean over the channels of each group, which are adjacent, for each channel of it: `[batch, channels]`. */
function groupMean(values: Tensor2D, groups: number): Tensor2D {
  const [batch, channels] = values.shape;
  const size = channels / groups;
  const means = tf.mean(tf.reshape(values, [batch * groups, size]), 1, true);
  return tf.reshape(tf.tile(means, [1, size]), [batch, channels]);
}

/** As `[batch, 1, 1, channels]`, which the library repeats over the pixels of a map. */
function perPixel(values: Tensor2D): Tensor4D {
  const [batch, channels] = values.shape;
  return tf.reshape(values, [batch, 1, 1, channels]);
}
