import type { BatchNormLayer } from '@batchmates/model-zoo';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backward, Forward, Gradients, LayerRule, MomentTensors, Surroundings } from './layer.ts';

/** Batch normalization (the paper's equations 1-4); which statistics normalise is the surroundings' choice. */
export function batchNorm(layer: BatchNormLayer, surroundings: Surroundings): LayerRule {
  return {
    forward([input]) {
      const given = surroundings.statistics();
      return given === undefined
        ? normalizeByBatch(layer, surroundings, input)
        : { output: normalizeByGiven(layer, surroundings, input, given) };
    },
    backward: (pass) => backward(surroundings, pass),
  };
}

function normalizeByBatch(
  { epsilon }: BatchNormLayer,
  { kernels, parameter }: Surroundings,
  input: Tensor4D,
): Forward {
  const mean = kernels.channelMean(input);
  const centred = kernels.channelAffine(input, tf.onesLike(mean), tf.neg(mean));
  const variance = kernels.channelMean(tf.square(centred));
  const deviation: Tensor1D = tf.sqrt(tf.add(variance, epsilon));
  const scale: Tensor1D = tf.div(parameter('weight'), deviation);
  const output = kernels.channelAffine(centred, scale, parameter('bias') as Tensor1D);
  return { output, kept: { centred, deviation }, moments: { mean, variance } };
}

function normalizeByGiven(
  { epsilon }: BatchNormLayer,
  { kernels, parameter }: Surroundings,
  input: Tensor4D,
  { mean, variance }: MomentTensors,
): Tensor4D {
  const scale: Tensor1D = tf.div(parameter('weight'), tf.sqrt(tf.add(variance, epsilon)));
  const shift: Tensor1D = tf.sub(parameter('bias'), tf.mul(mean, scale));
  return kernels.channelAffine(input, scale, shift);
}

/**
 * With m values per channel, `xhat = centred / deviation` and g the output's gradient: `dbeta = sum(g)`,
 * `dgamma = sum(g * xhat)`, `dx = gamma / deviation * (g - mean(g) - xhat * mean(g * xhat))`.
 */
function backward(
  { kernels, parameter }: Surroundings,
  { kept, gradient, inputGradients }: Backward,
): Gradients {
  if (kept === undefined) throw new Error('internal: no gradient through given statistics');
  const { centred, deviation } = kept;
  const count = gradient.size / deviation.size;
  const meanFlow = kernels.channelMean(gradient);
  const meanProduct: Tensor1D = tf.div(kernels.channelMean(tf.mul(gradient, centred)), deviation);
  const parameters = { weight: tf.mul(meanProduct, count), bias: tf.mul(meanFlow, count) };
  if (!inputGradients) return { inputs: [], parameters };
  const scale: Tensor1D = tf.div(parameter('weight'), deviation);
  const along: Tensor1D = tf.neg(tf.div(tf.mul(scale, meanProduct), deviation));
  const flow = kernels.channelAffine(gradient, scale, tf.neg(tf.mul(scale, meanFlow)));
  return {
    inputs: [tf.add(flow, kernels.channelAffine(centred, along, tf.zerosLike(along)))],
    parameters,
  };
}
