import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from './layer.ts';

/** Sum of two maps; both receive the gradient. */
export const add: LayerRule = {
  forward: ([left, right]) => ({ output: tf.add(left, right as Tensor4D) }),
  backward: ({ gradient }) => ({ inputs: [tf.clone(gradient), tf.clone(gradient)], parameters: {} }),
};
