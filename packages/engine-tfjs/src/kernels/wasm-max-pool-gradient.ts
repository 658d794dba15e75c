import type { LayerOf } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { MaxPoolGradientOptions } from './kernels.ts';

/**
 * dL/d(input) of a max pool: every window gives its gradient to its first maximum, in reading order. A plain loop;
 * the backend's own kernel takes ten times as long.
 */
export function maxPoolGradient({ layer, input, output, gradient }: MaxPoolGradientOptions): Tensor4D {
  const inputs = input.dataSync<'float32'>();
  const maxima = output.dataSync<'float32'>();
  const flows = gradient.dataSync<'float32'>();
  const result = new Float32Array(inputs.length);
  const [, , width, channels] = input.shape;
  let pixel = 0;
  for (const { first, rows, columns } of windows(layer, input, output)) {
    for (let channel = 0; channel < channels; channel++, pixel++) {
      const maximum = maxima[pixel];
      let row = first + channel;
      let found = -1;
      for (let y = 0; y < rows && found < 0; y++, row += width * channels) {
        for (let x = 0, at = row; x < columns; x++, at += channels) {
          if (inputs[at] === maximum) {
            found = at;
            break;
          }
        }
      }
      // None when the maximum is NaN.
      if (found >= 0) result[found]! += flows[pixel]!;
    }
  }
  return tf.tensor4d(result, input.shape);
}

/** The part of every window that lies inside its image, in the order of the output's pixels. */
function* windows(
  { size, stride, padding }: LayerOf<'maxPool'>,
  input: Tensor4D,
  output: Tensor4D,
): Generator<{ readonly first: number; readonly rows: number; readonly columns: number }> {
  const [batch, height, width, channels] = input.shape;
  const [, outHeight, outWidth] = output.shape;
  const clip = (place: number, length: number) => {
    const start = place * stride - padding;
    const from = Math.max(0, start);
    return { from, count: Math.min(length, start + size) - from };
  };
  const columns = Array.from({ length: outWidth }, (_, x) => clip(x, width));
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < outHeight; y++) {
      const { from: top, count: rows } = clip(y, height);
      for (const { from: left, count } of columns) {
        yield { first: ((image * height + top) * width + left) * channels, rows, columns: count };
      }
    }
  }
}
