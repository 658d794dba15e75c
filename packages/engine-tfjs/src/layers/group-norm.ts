import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/**
 * Group normalization (Wu & He 2018). Sums over pixels are means of each image and channel, taken by the library; what
 * is left are `batch * channels` numbers, from which those of groups follow in JavaScript.
 */
export const groupNorm: LayerRule<'groupNorm'> = {
  forward({ groups, epsilon }, [input], { values }) {
    const { group, groupMean } = groupsOf(input, groups);
    const [gamma, beta] = [values('weight'), values('bias')];
    const mean = groupMean(pixelMean(input));
    const centred = tf.sub<Tensor4D>(
      input,
      perChannel(input, (at) => mean[group(at)]!),
    );
    const variance = groupMean(pixelMean(tf.square(centred)));
    const deviation = variance.map((value) => Math.sqrt(value + epsilon));
    const scale = perChannel(input, (at) => gamma[at % gamma.length]! / deviation[group(at)]!);
    const output = tf.add<Tensor4D>(tf.mul(centred, scale), tf.tensor1d(beta));
    return { output, kept: { centred, deviation } };
  },

  /**
   * With `xhat = centred / deviation`, g the output's gradient and means over an image's group:
   * `dbeta = sum(g)`, `dgamma = sum(g * xhat)`,
   * `dx = (gamma * g - mean(gamma * g) - xhat * mean(gamma * g * xhat)) / deviation`.
   */
  backward({ groups }, { kept, gradient, inputGradients }, { values }) {
    if (kept === undefined) throw new Error('internal: group norm without what its gradient needs');
    const { centred, deviation } = kept;
    const { group, groupMean } = groupsOf(gradient, groups);
    const gamma = values('weight');
    const { length: channels } = gamma;
    const flow = pixelMean(gradient);
    const along = pixelMean(tf.mul(gradient, centred)).map((mean, at) => mean / deviation[group(at)]!);
    const pixels = gradient.shape[1] * gradient.shape[2];
    const parameters = {
      weight: sumOverImages(along, channels, pixels),
      bias: sumOverImages(flow, channels, pixels),
    };
    if (!inputGradients) return { inputs: [], parameters };
    const scaled = (means: Float64Array) => groupMean(means.map((mean, at) => gamma[at % channels]! * mean));
    const [shift, slope] = [scaled(flow), scaled(along)];
    const straight = tf.mul<Tensor4D>(
      gradient,
      perChannel(gradient, (at) => gamma[at % channels]! / deviation[group(at)]!),
    );
    const back = tf.mul<Tensor4D>(
      centred,
      perChannel(gradient, (at) => -slope[group(at)]! / deviation[group(at)]! ** 2),
    );
    const level = perChannel(gradient, (at) => -shift[group(at)]! / deviation[group(at)]!);
    return { inputs: [tf.add(tf.add(straight, back), level)], parameters };
  },
};

/** Mean over height and width of every image and channel, `[batch * channels]`. */
function pixelMean(map: Tensor4D): Float64Array {
  const [, height, width] = map.shape;
  return Float64Array.from(tf.avgPool(map, [height, width], 1, 'valid').dataSync<'float32'>());
}

/** Which group, `[batch * groups]`, a place in `[batch * channels]` belongs to, and means over groups. */
function groupsOf({ shape: [batch, , , channels] }: Tensor4D, groups: number) {
  const size = channels / groups;
  // The channels of a group are adjacent, so groups are runs of equal length, image after image.
  const group = (at: number) => Math.floor(at / size);
  return {
    group,
    groupMean(values: Float64Array): Float64Array {
      const means = new Float64Array(batch * groups);
      values.forEach((value, at) => (means[group(at)]! += value / size));
      return means;
    },
  };
}

/** A tensor `[batch, 1, 1, channels]`, which the library repeats over the pixels of a map. */
function perChannel({ shape: [batch, , , channels] }: Tensor4D, value: (at: number) => number): Tensor4D {
  return tf.tensor4d(
    Float32Array.from({ length: batch * channels }, (_, at) => value(at)),
    [batch, 1, 1, channels],
  );
}

function sumOverImages(means: Float64Array, channels: number, pixels: number): Float64Array {
  const sums = new Float64Array(channels);
  means.forEach((mean, at) => (sums[at % channels]! += mean * pixels));
  return sums;
}
