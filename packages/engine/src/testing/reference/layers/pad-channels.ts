import { IMAGES } from '@batchmates/network';
import { at, mapOf, zeros } from '../feature-map.ts';
import { add, conv, littleNetwork } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** Appends zero channels. */
export const padChannels: ReferenceLayer<'padChannels'> = {
  evaluate(layer, [input]) {
    const output = zeros(input, { channels: layer.channels });
    const padded = (i: number) => Math.floor(i / input.channels) * layer.channels + (i % input.channels);
    input.data.forEach((value, i) => (output.data[padded(i)] = value));
    return {
      output,
      backward: (gradient) => ({
        inputs: [mapOf(input, (i) => at(gradient.data, padded(i)))],
        parameters: {},
      }),
    };
  },
  networks: [
    littleNetwork('pad channels', [
      conv('conv', IMAGES, 3),
      { kind: 'padChannels', name: 'pad', input: 'conv', channels: 5 },
      conv('wide', 'conv', 5),
      add('sum', 'pad', 'wide'),
    ]),
  ],
};
