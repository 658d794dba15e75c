import * as tf from '@tensorflow/tfjs-core';
import type { LayerRule } from './layer.ts';

/** `max(0, x)`; the gradient at 0 is 0. */
export const relu: LayerRule = {
  forward: ([input]) => ({ output: tf.relu(input) }),
  backward: ({ output, gradient }) => ({ inputs: [tf.mul(gradient, tf.step(output))], parameters: {} }),
};
