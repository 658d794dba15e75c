import { IMAGES } from '@batchmates/network';
import { at, mapOf } from '../feature-map.ts';
import { conv, littleNetwork, relu as rectifier } from '../little-network.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** `max(0, x)`; the gradient at 0 is 0. */
export const relu: ReferenceLayer<'relu'> = {
  evaluate: (_, [input]) => ({
    output: mapOf(input, (i) => Math.max(0, at(input.data, i))),
    backward: (gradient) => ({
      inputs: [mapOf(gradient, (i) => (at(input.data, i) > 0 ? at(gradient.data, i) : 0))],
      parameters: {},
    }),
  }),
  networks: [littleNetwork('relu', [conv('conv', IMAGES, 4), rectifier('relu', 'conv')])],
};
