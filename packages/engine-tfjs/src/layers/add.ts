import * as tf from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/** Sum of two maps; both receive the gradient. */
export const add: LayerRule<'add'> = {
  forward: (_, [left, right]) => ({ output: tf.add(left, right!) }),
  backward: (_, { gradient }) => ({ inputs: [tf.clone(gradient), tf.clone(gradient)], parameters: {} }),
};
