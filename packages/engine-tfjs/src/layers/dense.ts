import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerRule, Surroundings } from './layer.ts';

/** Fully connected layer; its weight is `[inputs, units]`, its bias `[units]`. */
export function dense({ parameter }: Surroundings): LayerRule {
  const weight = () => parameter('weight') as Tensor2D;
  return {
    forward: ([input]) => ({ output: toMap(tf.add(tf.matMul(toRows(input), weight()), parameter('bias'))) }),
    backward({ inputs: [input], gradient, inputGradients }) {
      const flow = toRows(gradient);
      // Transposes stand alone: matMul's own flags take the WebAssembly backend's slow path.
      return {
        inputs: inputGradients ? [toMap(tf.matMul(flow, tf.transpose(weight())))] : [],
        parameters: {
          weight: tf.matMul(tf.transpose(toRows(input as Tensor4D)), flow),
          bias: tf.reshape(tf.matMul(tf.ones([1, flow.shape[0]]), flow), [flow.shape[1]]),
        },
      };
    },
  };
}

function toRows(map: Tensor4D): Tensor2D {
  return tf.reshape(map, [map.shape[0], map.shape[3]]);
}

function toMap(rows: Tensor2D): Tensor4D {
  return tf.reshape(rows, [rows.shape[0], 1, 1, rows.shape[1]]);
}
