import type { PadChannelsLayer } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from './layer.ts';

/** Appends zero channels; their gradient goes nowhere. */
export function padChannels({ channels }: PadChannelsLayer): LayerRule {
  return {
    forward: ([input]) => {
      const none: [number, number] = [0, 0];
      return { output: tf.pad(input, [none, none, none, [0, channels - input.shape[3]]]) };
    },
    backward: ({ inputs: [input], gradient }) => ({
      inputs: [tf.slice(gradient, [0, 0, 0, 0], (input as Tensor4D).shape)],
      parameters: {},
    }),
  };
}
