import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from './layer.ts';

/** Mean over height and width: `[batch, 1, 1, channels]`. */
export const globalAveragePool: LayerRule = {
  forward: ([input]) => ({ output: tf.avgPool(input, [input.shape[1], input.shape[2]], 1, 'valid') }),
  backward({ inputs: [input], gradient }) {
    const [, height, width] = (input as Tensor4D).shape;
    const share = tf.div<Tensor4D>(gradient, height * width);
    return { inputs: [tf.tile(share, [1, height, width, 1])], parameters: {} };
  },
};
