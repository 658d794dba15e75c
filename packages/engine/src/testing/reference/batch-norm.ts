import type { BatchNormLayer } from '@batchmates/network';
import type { Evaluation, ReferenceMoments } from './evaluation.ts';
import { accumulate, at, mapOf, type FeatureMap } from './feature-map.ts';

/** What normalises and what scales, each `[channels]`. `given` absent: the batch's own moments, as in training. */
export interface BatchNormValues {
  readonly gamma: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  readonly given?: { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number> } | undefined;
}

/** Batch normalization by the paper's equations 1-4; its gradient goes through the batch's mean and variance. */
export function batchNorm(
  layer: BatchNormLayer,
  input: FeatureMap,
  { gamma, beta, given }: BatchNormValues,
): Evaluation {
  const { channels } = input;
  const moments = momentsOf(input);
  const { mean, variance } = given ?? moments;
  const scale = Float64Array.from(
    { length: channels },
    (_, c) => 1 / Math.sqrt(at(variance, c) + layer.epsilon),
  );
  const normalized = mapOf(
    input,
    (i) => (at(input.data, i) - at(mean, i % channels)) * at(scale, i % channels),
  );
  return {
    output: mapOf(input, (i) => at(normalized.data, i) * at(gamma, i % channels) + at(beta, i % channels)),
    moments,
    backward(gradient) {
      const bias = new Float64Array(channels);
      const weight = new Float64Array(channels);
      gradient.data.forEach((flow, i) => {
        accumulate(bias, i % channels, flow);
        accumulate(weight, i % channels, flow * at(normalized.data, i));
      });
      const count = gradient.data.length / channels;
      const inputGradient = mapOf(gradient, (i) => {
        const c = i % channels;
        const centred = at(gradient.data, i) - (at(bias, c) + at(normalized.data, i) * at(weight, c)) / count;
        return at(gamma, c) * at(scale, c) * centred;
      });
      return { inputs: [inputGradient], parameters: { weight, bias } };
    },
  };
}

function momentsOf({ channels, data }: FeatureMap): ReferenceMoments {
  const count = data.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  data.forEach((value, i) => accumulate(mean, i % channels, value / count));
  data.forEach((value, i) =>
    accumulate(variance, i % channels, (value - at(mean, i % channels)) ** 2 / count),
  );
  return { mean, variance };
}
