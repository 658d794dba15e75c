import type { DenseLayer } from '@batchmates/network';
import type { Evaluation } from './evaluation.ts';
import { accumulate, at, zeros, type FeatureMap } from './feature-map.ts';

/** Fully connected layer; `weight` is `[units, inputs]`, `bias` `[units]`. */
export function dense(
  layer: DenseLayer,
  input: FeatureMap,
  { weight, bias }: { readonly weight: ArrayLike<number>; readonly bias: ArrayLike<number> },
): Evaluation {
  const { units } = layer;
  const inputs = input.channels;
  const output = zeros(input, { channels: units });
  const visit = (product: (target: number, source: number, tap: number) => void) => {
    for (let target = 0; target < output.data.length; target++) {
      const [image, unit] = [Math.floor(target / units), target % units];
      for (let i = 0; i < inputs; i++) product(target, image * inputs + i, unit * inputs + i);
    }
  };
  output.data.forEach((_, target) => (output.data[target] = at(bias, target % units)));
  visit((target, source, tap) => accumulate(output.data, target, at(input.data, source) * at(weight, tap)));
  return {
    output,
    backward(gradient) {
      const inputGradient = zeros(input);
      const weightGradient = new Float64Array(weight.length);
      const biasGradient = new Float64Array(units);
      gradient.data.forEach((flow, target) => accumulate(biasGradient, target % units, flow));
      visit((target, source, tap) => {
        const flow = at(gradient.data, target);
        accumulate(inputGradient.data, source, flow * at(weight, tap));
        accumulate(weightGradient, tap, flow * at(input.data, source));
      });
      return { inputs: [inputGradient], parameters: { weight: weightGradient, bias: biasGradient } };
    },
  };
}
