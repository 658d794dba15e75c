import { expect, test } from 'vitest';
import { inferShapes, type Layer, type Network } from '../src/index.ts';

const pool: Layer = { kind: 'globalAveragePool', name: 'pool', input: 'images' };
const dense = (name: string, input: string, units = 3): Layer => ({ kind: 'dense', name, input, units });
const tiny = (layers: readonly Layer[], changes: Partial<Network['input']> = {}): Network => ({
  name: 'tiny',
  input: { height: 8, width: 6, channels: 2, ...changes },
  classes: 3,
  layers,
});
const conv = (name: string, size: number): Layer => ({
  kind: 'conv',
  name,
  input: 'images',
  channels: 2,
  size,
  stride: 1,
  padding: 0,
});
const maxPool: Layer = { kind: 'maxPool', name: 'max', input: 'images', size: 3, stride: 2, padding: 2 };

test.each([
  ['no layers', tiny([]), 'last', 'a dense layer of 3 units at the end, one per class', 'no layer'],
  [
    'units that are not the classes',
    tiny([pool, dense('fc', 'pool', 4)]),
    'fc',
    'a dense layer of 3 units at the end, one per class',
    '4 units',
  ],
  [
    'another kind of layer at the end',
    tiny([pool]),
    'pool',
    'a dense layer of 3 units at the end, one per class',
    'globalAveragePool',
  ],
  ['a name twice', tiny([pool, dense('pool', 'pool')]), 'pool', 'a name of its own', 'a name that is taken'],
  [
    'the name of the images',
    tiny([{ ...pool, name: 'images' }]),
    'images',
    'a name of its own',
    'a name that is taken',
  ],
  ['an unknown input', tiny([dense('fc', 'pool')]), 'fc', 'inputs that stand before it', '"pool"'],
  ['a column', tiny([dense('fc', 'images')], { width: 1 }), 'fc', 'a vector (pool first)', '8x1x2'],
  ['a row', tiny([dense('fc', 'images')], { height: 1 }), 'fc', 'a vector (pool first)', '1x6x2'],
  ['images without height', tiny([pool], { height: 0 }), 'images', 'an output of at least 1x1x1', '0x6x2'],
  ['images without width', tiny([pool], { width: 0 }), 'images', 'an output of at least 1x1x1', '8x0x2'],
  [
    'images without channels',
    tiny([pool], { channels: 0 }),
    'images',
    'an output of at least 1x1x1',
    '8x6x0',
  ],
  ['half a pixel', tiny([pool], { height: 7.5 }), 'images', 'an output of at least 1x1x1', '7.5x6x2'],
  ['a window of just one pixel too many', tiny([conv('a', 7)]), 'a', 'an output of at least 1x1x1', '2x0x2'],
  [
    'padding of more than half a window',
    tiny([maxPool]),
    'max',
    'padding of at most half the window',
    '2 for a window of 3',
  ],
])('refuses %s, with the layer, what it expects and what it got', (_, network, layer, expected, received) => {
  expect(() => inferShapes(network)).toThrow(
    expect.objectContaining({
      code: 'network/shape',
      message: `layer "${layer}" of network "tiny": expected ${expected}, received ${received}`,
    }),
  );
});

test('a window as large as its map leaves one pixel', () => {
  const shapes = inferShapes(tiny([conv('a', 6), { ...pool, input: 'a' }, dense('fc', 'pool')]));
  expect(shapes.get('a')).toEqual({ height: 3, width: 1, channels: 2 });
});
