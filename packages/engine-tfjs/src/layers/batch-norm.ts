import type { MomentValues } from '@batchmates/engine';
import type { LayerOf } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ChannelValues } from '../channel-values.ts';
import type { Backward, Forward, Gradients, LayerContext, LayerRule } from '../layer-rule.ts';

/** Batch normalization (the paper's equations 1-4), by the batch's own moments or by given ones. */
export const batchNorm: LayerRule<'batchNorm'> = {
  forward(layer, [input], context) {
    const given = context.moments();
    return given === undefined
      ? normalizeByBatch(layer, context, input)
      : { output: normalizeByGiven(layer, context, input, given) };
  },
  backward: (_, pass, context) => backward(context, pass),
};

function normalizeByBatch(
  { epsilon }: LayerOf<'batchNorm'>,
  { kernels, values }: LayerContext,
  input: Tensor4D,
): Forward {
  const mean = kernels.channelMean(input);
  // Centring first: a mean of squares minus the square of a mean would cancel.
  const centred = kernels.channelAffine(
    input,
    each(mean, () => 1),
    each(mean, (m) => -m),
  );
  const variance = kernels.channelMean(tf.square(centred));
  const deviation = each(variance, (v) => Math.sqrt(v + epsilon));
  const scale = each(values('weight'), (gamma, c) => gamma / deviation[c]!);
  const output = kernels.channelAffine(centred, scale, values('bias'));
  return { output, kept: { centred, deviation }, moments: { mean, variance } };
}

function normalizeByGiven(
  { epsilon }: LayerOf<'batchNorm'>,
  { kernels, values }: LayerContext,
  input: Tensor4D,
  { mean, variance }: MomentValues,
): Tensor4D {
  const scale = each(values('weight'), (gamma, c) => gamma / Math.sqrt(variance[c]! + epsilon));
  const shift = each(values('bias'), (beta, c) => beta - mean[c]! * scale[c]!);
  return kernels.channelAffine(input, scale, shift);
}

/**
 * With m values per channel, `xhat = centred / deviation` and g the output's gradient: `dbeta = sum(g)`,
 * `dgamma = sum(g * xhat)`, `dx = gamma / deviation * (g - mean(g) - xhat * mean(g * xhat))`.
 */
function backward(
  { kernels, values }: LayerContext,
  { kept, gradient, inputGradients }: Backward,
): Gradients {
  if (kept === undefined) throw new Error('internal: no gradient through given statistics');
  const { centred, deviation } = kept;
  const count = gradient.size / deviation.length;
  const flow = kernels.channelMean(gradient);
  const product = each(kernels.channelMean(tf.mul(gradient, centred)), (mean, c) => mean / deviation[c]!);
  const parameters = {
    weight: each(product, (mean) => mean * count),
    bias: each(flow, (mean) => mean * count),
  };
  if (!inputGradients) return { inputs: [], parameters };
  const scale = each(values('weight'), (gamma, c) => gamma / deviation[c]!);
  const along = each(scale, (s, c) => (-s * product[c]!) / deviation[c]!);
  const straight = kernels.channelAffine(
    gradient,
    scale,
    each(scale, (s, c) => -s * flow[c]!),
  );
  const inputGradient = tf.add<Tensor4D>(
    straight,
    kernels.channelAffine(centred, along, new Float64Array(along.length)),
  );
  return { inputs: [inputGradient], parameters };
}

function each(values: ChannelValues, change: (value: number, channel: number) => number): Float64Array {
  return Float64Array.from(values, change);
}
