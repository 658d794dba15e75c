import { IMAGES } from '@batchmates/network';
import { accumulate, at, zeros } from '../feature-map.ts';
import { batchNorm, classes, littleNetwork, relu } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** Fully connected layer; `weight` is `[units, inputs]`, `bias` `[units]`. */
export const dense: ReferenceLayer<'dense'> = {
  evaluate({ units }, [input], { parameter }) {
    const [weight, bias] = [parameter('weight'), parameter('bias')];
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
  },
  networks: [
    littleNetwork('dense', []),
    {
      ...littleNetwork('two dense', []),
      layers: [
        { kind: 'globalAveragePool', name: 'pool', input: IMAGES },
        { kind: 'dense', name: 'hidden', input: 'pool', units: 6 },
        relu('relu', 'hidden'),
        batchNorm('bn', 'relu'),
        { kind: 'dense', name: 'fc', input: 'bn', units: classes },
      ],
    },
  ],
};
