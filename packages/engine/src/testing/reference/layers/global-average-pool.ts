import { IMAGES } from '@batchmates/network';
import { accumulate, at, mapOf, zeros } from '../feature-map.ts';
import { conv, littleNetwork } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** Mean over height and width: `[batch, 1, 1, channels]`. */
export const globalAveragePool: ReferenceLayer<'globalAveragePool'> = {
  evaluate(_, [input]) {
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
  },
  networks: [
    littleNetwork('global average pool', [
      conv('conv', IMAGES, 4),
      { kind: 'globalAveragePool', name: 'mean', input: 'conv' },
      conv('mixed', 'mean', 5, { size: 1, padding: 0 }),
    ]),
  ],
};
