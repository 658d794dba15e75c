import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGradientOptions } from './kernels.ts';
import { padOrCrop } from './padding.ts';

/**
 * dL/d(weight) as one forward convolution. With the roles of batch and channels exchanged, the gradient of a tap is
 * the product of the shifted input with the output's gradient, summed over images and pixels: a convolution of
 * `[inputs, height, width, batch]` with the kernel `[outHeight, outWidth, batch, channels]`, dilated by the stride,
 * whose output pixels are the taps. The backend has no kernel for it, and im2col with a matrix product takes four
 * times as long because it copies the input once per tap.
 */
export function convWeightGradient({ layer, input, gradient }: ConvGradientOptions): Tensor4D {
  const { size, stride, padding } = layer;
  const [, height, width, inputs] = input.shape;
  const [, outHeight, outWidth, channels] = gradient.shape;
  // The backend's convolution reads kernels that are not square wrongly: zeros make this one square.
  const side = Math.max(outHeight, outWidth);
  const square = grow(gradient, side - outHeight, side - outWidth);
  const reach = (side - 1) * stride + size - 2 * padding;
  const image = grow(input, Math.max(reach - height, 0), Math.max(reach - width, 0));
  const taps = tf.conv2d(
    tf.transpose(image, [3, 1, 2, 0]),
    tf.transpose(square, [1, 2, 0, 3]),
    1,
    padding,
    'NHWC',
    stride,
  );
  // Pixels that the last window did not reach give taps beyond the kernel.
  const fits = taps.shape[1] === size && taps.shape[2] === size;
  const inKernel = fits ? taps : tf.slice(taps, [0, 0, 0, 0], [inputs, size, size, channels]);
  return tf.transpose(inKernel, [1, 2, 0, 3]);
}

function grow(map: Tensor4D, rows: number, columns: number): Tensor4D {
  return padOrCrop(map, { top: 0, left: 0, bottom: rows, right: columns });
}
