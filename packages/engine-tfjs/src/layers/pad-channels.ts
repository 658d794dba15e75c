import * as tf from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/** Appends zero channels; their gradient goes nowhere. */
export const padChannels: LayerRule<'padChannels'> = {
  forward({ channels }, [input]) {
    const none: [number, number] = [0, 0];
    return { output: tf.pad(input, [none, none, none, [0, channels - input.shape[3]]]) };
  },
  backward: (_, { inputs: [{ shape }], gradient }) => ({
    inputs: [tf.slice(gradient, [0, 0, 0, 0], shape)],
    parameters: {},
  }),
};
