import * as tf from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/** `max(0, x)`; the gradient at 0 is 0. */
export const relu: LayerRule<'relu'> = {
  forward: (_, [input]) => ({ output: tf.relu(input) }),
  backward: (_, { output, gradient }, { kernels }) => ({
    inputs: [kernels.reluGradient(output, gradient)],
    parameters: {},
  }),
};
