import type { Evaluation, ReferenceMoments } from './evaluation.ts';
import { accumulate, at, mapOf, type FeatureMap } from './feature-map.ts';
import type { LayerValues } from './reference-layer.ts';

/** Which set a value at an index of a map is normalised with, from 0. */
export interface NormalizedSets {
  readonly count: number;
  setOf(index: number): number;
}

/** What sets are normalised by, a mean and a variance each. */
export interface Normalization {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  readonly epsilon: number;
  readonly given?: boolean;
}

/** A map of which sets were normalised. */
export interface Normalized {
  readonly output: FeatureMap;
  /** The gradient of the map that was normalised. */
  backward(gradient: FeatureMap): FeatureMap;
}

/** Mean and biased variance of each set of values of a map. */
export function momentsOf({ data }: FeatureMap, { count, setOf }: NormalizedSets): ReferenceMoments {
  const size = data.length / count;
  const mean = new Float64Array(count);
  const variance = new Float64Array(count);
  data.forEach((value, i) => accumulate(mean, setOf(i), value / size));
  data.forEach((value, i) => accumulate(variance, setOf(i), (value - at(mean, setOf(i))) ** 2 / size));
  return { mean, variance };
}

/**
 * `(x - mean) / sqrt(variance + epsilon)`, and the gradient of x, through its set's own mean and variance unless these are `given`, which
 * do not depend on x.
 */
export function normalize(
  input: FeatureMap,
  { setOf, count }: NormalizedSets,
  { mean, variance, epsilon, given = false }: Normalization,
): Normalized {
  const scale = Float64Array.from({ length: count }, (_, s) => 1 / Math.sqrt(at(variance, s) + epsilon));
  const output = mapOf(input, (i) => (at(input.data, i) - at(mean, setOf(i))) * at(scale, setOf(i)));
  return {
    output,
    backward(gradient) {
      if (given) return mapOf(gradient, (i) => at(scale, setOf(i)) * at(gradient.data, i));
      const flow = new Float64Array(count);
      const along = new Float64Array(count);
      gradient.data.forEach((value, i) => {
        accumulate(flow, setOf(i), value);
        accumulate(along, setOf(i), value * at(output.data, i));
      });
      const size = input.data.length / count;
      return mapOf(gradient, (i) => {
        const set = setOf(i);
        const centred = at(gradient.data, i) - (at(flow, set) + at(output.data, i) * at(along, set)) / size;
        return at(scale, set) * centred;
      });
    },
  };
}

/** `gamma * x + beta` per channel of a normalised map, and the gradients of what was normalised and of both parameters. */
export function scaleAndShift(
  { output: input, backward: throughNormalization }: Normalized,
  { parameter }: Pick<LayerValues, 'parameter'>,
): Evaluation {
  const { channels } = input;
  const [gamma, beta] = [parameter('weight'), parameter('bias')];
  return {
    output: mapOf(input, (i) => at(input.data, i) * at(gamma, i % channels) + at(beta, i % channels)),
    backward(gradient) {
      const bias = new Float64Array(channels);
      const weight = new Float64Array(channels);
      gradient.data.forEach((flow, i) => {
        accumulate(bias, i % channels, flow);
        accumulate(weight, i % channels, flow * at(input.data, i));
      });
      const inputGradient = mapOf(gradient, (i) => at(gradient.data, i) * at(gamma, i % channels));
      return { inputs: [throughNormalization(inputGradient)], parameters: { weight, bias } };
    },
  };
}
