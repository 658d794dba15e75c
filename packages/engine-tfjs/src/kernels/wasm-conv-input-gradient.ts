import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGradientOptions } from './kernels.ts';
import { padOrCrop } from './padding.ts';

/**
 * dL/d(input) as a forward convolution of the output's gradient, its pixels spread `stride` apart, with the kernel
 * turned by 180 degrees and its channel axes swapped. The backend's own kernel is ten times slower.
 */
export function convInputGradient({ layer, input, weight, gradient }: ConvGradientOptions): Tensor4D {
  const { size, stride, padding } = layer;
  const [, height, width] = input.shape;
  const spread = spreadPixels(gradient, stride);
  const before = size - 1 - padding;
  const map = padOrCrop(spread, {
    top: before,
    left: before,
    bottom: height + padding - spread.shape[1],
    right: width + padding - spread.shape[2],
  });
  return tf.conv2d(map, turned(weight), 1, 'valid');
}

/** `[batch, height * stride, width * stride, channels]` with zeros between the pixels. */
function spreadPixels(map: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return map;
  const [batch, height, width, channels] = map.shape;
  const gap: [number, number] = [0, stride - 1];
  const columns = tf.pad(tf.reshape(map, [batch * height * width, 1, channels]), [[0, 0], gap, [0, 0]]);
  const line = width * stride * channels;
  const rows = tf.pad(tf.reshape(columns, [batch * height, 1, line]), [[0, 0], gap, [0, 0]]);
  return tf.reshape(rows, [batch, height * stride, width * stride, channels]);
}

/** `[size, size, inputs, channels]` to `[size, size, channels, inputs]`, taps in reverse order. */
function turned(weight: Tensor4D): Tensor4D {
  const [rows, columns, inputs, channels] = weight.shape;
  const swapped = tf.transpose(weight, [0, 1, 3, 2]).dataSync<'float32'>();
  // `tf.reverse` moves single values, slowly; taps are contiguous.
  const tap = inputs * channels;
  const reversed = new Float32Array(swapped.length);
  for (let from = 0; from < swapped.length; from += tap) {
    reversed.set(swapped.subarray(from, from + tap), swapped.length - tap - from);
  }
  return tf.tensor4d(reversed, [rows, columns, channels, inputs]);
}
