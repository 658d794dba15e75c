import type { Evaluation } from './evaluation.ts';
import { accumulate, at, mapOf, zeros, type FeatureMap } from './feature-map.ts';

/** Mean over height and width: `[batch, 1, 1, channels]`. */
export function globalAveragePool(input: FeatureMap): Evaluation {
  const output = zeros(input, { height: 1, width: 1 });
  const area = input.height * input.width;
  const pooled = (i: number) =>
    Math.floor(i / (area * input.channels)) * input.channels + (i % input.channels);
  input.data.forEach((value, i) => accumulate(output.data, pooled(i), value / area));
  return {
    output,
    backward: (gradient) => ({
      inputs: [mapOf(input, (i) => at(gradient.data, pooled(i)) / area)],
      parameters: {},
    }),
  };
}
