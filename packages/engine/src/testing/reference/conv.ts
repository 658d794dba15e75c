import type { ConvLayer } from '@batchmates/model-zoo';
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
  const taps = Float64Array.from(weight);
  const geometry: Geometry = { layer, input, output };
  visitProducts(geometry, (target, source, tap) => {
    output.data[target]! += input.data[source]! * taps[tap]!;
  });
  return {
    output,
    backward(gradient) {
      const inputGradient = zeros(input);
      const weightGradient = new Float64Array(taps.length);
      visitProducts(geometry, (target, source, tap) => {
        const flow = gradient.data[target]!;
        inputGradient.data[source]! += flow * taps[tap]!;
        weightGradient[tap]! += flow * input.data[source]!;
      });
      return { inputs: [inputGradient], parameters: { weight: weightGradient } };
    },
  };
}

interface Geometry {
  readonly layer: ConvLayer;
  readonly input: FeatureMap;
  readonly output: FeatureMap;
}

/** Calls `visit` for every product in the definition: offsets into output, input and weight. */
function visitProducts(
  { layer, input, output }: Geometry,
  visit: (target: number, source: number, tap: number) => void,
): void {
  const area = layer.size * layer.size;
  visitWindows({ input, output, window: layer }, (target, source, position) => {
    for (let o = 0; o < output.channels; o++) {
      for (let i = 0; i < input.channels; i++)
        visit(target + o, source + i, (o * input.channels + i) * area + position);
    }
  });
}
