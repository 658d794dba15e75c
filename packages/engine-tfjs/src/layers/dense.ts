import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule } from '../layer-rule.ts';

/** Fully connected layer; its weight is `[inputs, units]`, its bias `[units]`. */
export const dense: LayerRule<'dense'> = {
  forward: (_, [input], { parameter }) => ({
    output: toMap(tf.add(tf.matMul(toRows(input), parameter('weight') as Tensor2D), parameter('bias'))),
  }),
  backward(_, { inputs: [input], gradient, inputGradients }, { parameter }) {
    const flow = toRows(gradient);
    // Transposes stand alone: matMul's own flags take the WebAssembly backend's slow path.
    const weightGradient = tf.matMul(tf.transpose(toRows(input)), flow);
    return {
      inputs: inputGradients ? [toMap(tf.matMul(flow, tf.transpose(parameter('weight') as Tensor2D)))] : [],
      parameters: {
        weight: weightGradient,
        bias: tf.sum(flow, 0),
      },
    };
  },
};

function toRows(map: Tensor4D): Tensor2D {
  return tf.reshape(map, [map.shape[0], map.shape[3]]);
}

function toMap(rows: Tensor2D): Tensor4D {
  return tf.reshape(rows, [rows.shape[0], 1, 1, rows.shape[1]]);
}
