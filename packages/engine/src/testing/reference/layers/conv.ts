import { IMAGES, type Network } from '@batchmates/network';
import { zeros } from '../feature-map.ts';
import { conv as convolution, littleNetwork, relu, type Window } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';
import { slide, visitWindows } from '../windows.ts';

/** Convolution by its definition; `weight` is `[out, in, height, width]`. */
export const conv: ReferenceLayer<'conv'> = {
  evaluate(layer, [input], { parameter }) {
    const output = zeros(input, {
      height: slide(input.height, layer),
      width: slide(input.width, layer),
      channels: layer.channels,
    });
    const kernel = Float64Array.from(parameter('weight'));
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
  },
  networks: [
    convNetwork('conv 3x3', { size: 3, stride: 1, padding: 1 }),
    convNetwork('conv 3x3 without padding', { size: 3, stride: 1, padding: 0 }),
    convNetwork('conv 3x3 stride 2', { size: 3, stride: 2, padding: 1 }),
    convNetwork('conv 2x2 stride 2', { size: 2, stride: 2, padding: 0 }),
    convNetwork('conv 5x5 stride 2', { size: 5, stride: 2, padding: 2 }),
    convNetwork('conv 7x7 stride 2', { size: 7, stride: 2, padding: 3 }),
    convNetwork('conv 1x1', { size: 1, stride: 1, padding: 0 }),
    convNetwork('conv 1x1 stride 2', { size: 1, stride: 2, padding: 0 }),
    convNetwork('conv 2x2 padded', { size: 2, stride: 1, padding: 1 }),
    littleNetwork('unread layer', [
      convolution('conv', IMAGES, 4),
      convolution('unread', IMAGES, 2),
      relu('relu', 'conv'),
    ]),
  ],
};

/** A convolution whose input gradient matters too, because another stands before it. */
function convNetwork(name: string, window: Window): Network {
  return littleNetwork(name, [
    convolution('first', IMAGES, 4),
    relu('relu', 'first'),
    convolution('second', 'relu', 5, window),
  ]);
}
