import { IMAGES, type Layer } from '@batchmates/network';
import { add, conv, littleNetwork, relu } from '../little-network.ts';
import { momentsOf, normalize, scaleAndShift } from '../normalize.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** Group normalization by equations 1, 2 and 7 of Wu & He 2018. */
export const groupNorm: ReferenceLayer<'groupNorm'> = {
  evaluate({ groups, epsilon }, [input], values) {
    const { batch, channels } = input;
    const imageLength = input.data.length / batch;
    const sets = {
      count: batch * groups,
      setOf: (i: number) =>
        Math.floor(i / imageLength) * groups + Math.floor(((i % channels) * groups) / channels),
    };
    return scaleAndShift(normalize(input, sets, { ...momentsOf(input, sets), epsilon }), values);
  },
  networks: [
    littleNetwork('group norm', [conv('conv', IMAGES, 6), norm('gn', 'conv', 3), conv('after', 'gn', 3)]),
    littleNetwork('group norm of images', [norm('gn', IMAGES, 3), conv('conv', 'gn', 4)]),
    littleNetwork('group norm of one group and relu', [
      conv('conv', IMAGES, 6),
      norm('gn', 'conv', 1),
      relu('relu', 'gn'),
      conv('after', 'relu', 3),
    ]),
    littleNetwork('group norm of single channels and add', [
      conv('conv', IMAGES, 20),
      norm('gn', 'conv', 20),
      conv('other', IMAGES, 20),
      norm('gn2', 'other', 4),
      add('sum', 'gn', 'gn2'),
      relu('relu', 'sum'),
    ]),
  ],
};

function norm(name: string, from: string, groups: number): Layer {
  return { kind: 'groupNorm', name, input: from, groups, epsilon: 1e-3 };
}
