import { IMAGES, type Network } from '@batchmates/network';
import { accumulate, at, zeros } from '../feature-map.ts';
import { conv, littleNetwork, type Window } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';
import { slide, visitWindows } from '../windows.ts';

/** Maximum over windows; the gradient goes to the first maximum in reading order. */
export const maxPool: ReferenceLayer<'maxPool'> = {
  evaluate(layer, [input]) {
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
  },
  networks: [
    poolNetwork('max pool 3x3 stride 2', { size: 3, stride: 2, padding: 1 }),
    poolNetwork('max pool 2x2', { size: 2, stride: 2, padding: 0 }),
    poolNetwork('max pool 1x1 stride 2', { size: 1, stride: 2, padding: 0 }),
    poolNetwork('max pool 3x3 overlapping', { size: 3, stride: 1, padding: 1 }),
  ],
};

function poolNetwork(name: string, window: Window): Network {
  return littleNetwork(name, [
    conv('first', IMAGES, 4),
    { kind: 'maxPool', name: 'max', input: 'first', ...window },
    conv('second', 'max', 3),
  ]);
}
