import type { MaxPoolLayer } from '@batchmates/network';
import type { Evaluation } from './evaluation.ts';
import { accumulate, at, zeros, type FeatureMap } from './feature-map.ts';
import { slide, visitWindows } from './windows.ts';

/** Maximum over windows; the gradient goes to the first maximum in reading order. */
export function maxPool(layer: MaxPoolLayer, input: FeatureMap): Evaluation {
  const output = zeros(input, { height: slide(input.height, layer), width: slide(input.width, layer) });
  output.data.fill(-Infinity);
  const winners = new Int32Array(output.data.length);
  visitWindows({ input, output, window: layer }, (target, source) => {
    for (let c = 0; c < input.channels; c++) {
      const value = at(input.data, source + c);
      if (value <= at(output.data, target + c)) continue;
      output.data[target + c] = value;
      winners[target + c] = source + c;
    }
  });
  return {
    output,
    backward(gradient) {
      const inputGradient = zeros(input);
      gradient.data.forEach((flow, i) => accumulate(inputGradient.data, at(winners, i), flow));
      return { inputs: [inputGradient], parameters: {} };
    },
  };
}
