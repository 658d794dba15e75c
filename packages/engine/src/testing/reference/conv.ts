import type { ConvLayer } from '@batchmates/network';
import type { Evaluation } from './evaluation.ts';
import { zeros, type FeatureMap } from './feature-map.ts';
import { slide, visitWindows } from './windows.ts';

/** Convolution by its definition; `weight` is `[out, in, height, width]`. */
export function conv(layer: ConvLayer, input: FeatureMap, weight: ArrayLike<number>): Evaluation {
  const output = zeros(input, {
    height: slide(input.height, layer),
    width: slide(input.width, layer),
    channels: layer.channels,
  });
  const kernel = Float64Array.from(weight);
  const area = layer.size * layer.size;
  const [inputs, outputs] = [input.channels, output.channels];
  // The innermost loops are written out twice: a callback for every product would take most of the tests' time.
  visitWindows({ input, output, window: layer }, (target, source, position) => {
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) {
        sum += input.data[source + i]! * kernel[(o * inputs + i) * area + position]!;
      }
      output.data[target + o]! += sum;
    }
  });
  return {
    output,
    backward(gradient) {
      const inputGradient = zeros(input);
      const weightGradient = new Float64Array(kernel.length);
      visitWindows({ input, output, window: layer }, (target, source, position) => {
        for (let o = 0; o < outputs; o++) {
          const flow = gradient.data[target + o]!;
          for (let i = 0; i < inputs; i++) {
            const tap = (o * inputs + i) * area + position;
            inputGradient.data[source + i]! += flow * kernel[tap]!;
            weightGradient[tap]! += flow * input.data[source + i]!;
          }
        }
      });
      return { inputs: [inputGradient], parameters: { weight: weightGradient } };
    },
  };
}
