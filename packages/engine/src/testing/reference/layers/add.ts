import { IMAGES } from '@batchmates/network';
import { at, mapOf } from '../feature-map.ts';
import { add as addition, conv, littleNetwork, relu } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** Sum of two maps. */
export const add: ReferenceLayer<'add'> = {
  evaluate: (_, [left, right]) => ({
    output: mapOf(left, (i) => at(left.data, i) + at(right!.data, i)),
    backward: (gradient) => ({ inputs: [gradient, gradient], parameters: {} }),
  }),
  networks: [
    littleNetwork('add', [
      conv('left', IMAGES, 4),
      conv('right', IMAGES, 4, { size: 1, padding: 0 }),
      addition('sum', 'left', 'right'),
      relu('relu', 'sum'),
      addition('double', 'relu', 'relu'),
      addition('again', 'double', 'left'),
    ]),
  ],
};
