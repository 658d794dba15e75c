import * as tf from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/** Mean over height and width: `[batch, 1, 1, channels]`. */
export const globalAveragePool: LayerRule<'globalAveragePool'> = {
  forward: (_, [input]) => ({ output: tf.avgPool(input, [input.shape[1], input.shape[2]], 1, 'valid') }),
  backward(_, { inputs: [{ shape }], gradient }) {
    // A broadcast addition; `tf.tile` copies value by value.
    return { inputs: [tf.add(tf.zeros(shape), tf.div(gradient, shape[1] * shape[2]))], parameters: {} };
  },
};
