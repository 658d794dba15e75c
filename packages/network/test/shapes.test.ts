import { expect, test } from 'vitest';
import { inferShapes, type Layer, type Network } from '../src/index.ts';

const head: Layer[] = [
  { kind: 'globalAveragePool', name: 'pool', input: 'last' },
  { kind: 'dense', name: 'fc', input: 'pool', units: 3 },
];
const network = (...layers: Layer[]): Network => ({
  name: 'tiny',
  input: { height: 8, width: 6, channels: 2 },
  classes: 3,
  layers,
});
const conv = (
  name: string,
  input: string,
  changes: Partial<Extract<Layer, { kind: 'conv' }>> = {},
): Layer => ({
  kind: 'conv',
  name,
  input,
  channels: 4,
  size: 3,
  stride: 1,
  padding: 1,
  ...changes,
});

test('windows slide with symmetric padding', () => {
  const shapes = inferShapes(
    network(
      conv('a', 'images', { stride: 2 }),
      { kind: 'maxPool', name: 'last', input: 'a', size: 3, stride: 2, padding: 1 },
      ...head,
    ),
  );
  expect(shapes.get('a')).toEqual({ height: 4, width: 3, channels: 4 });
  expect(shapes.get('last')).toEqual({ height: 2, width: 2, channels: 4 });
});

test.each([
  [
    'an unknown input',
    network(conv('last', 'nowhere'), ...head),
    /"last".*inputs that stand before.*"nowhere"/,
  ],
  [
    'a name used twice',
    network(conv('last', 'images'), conv('last', 'last'), ...head),
    /"last".*a name of its own/,
  ],
  [
    'a window larger than its map',
    network(conv('last', 'images', { size: 9, padding: 0 }), ...head),
    /"last".*1x1x1/,
  ],
  [
    'a sum of unequal maps',
    network(conv('a', 'images'), { kind: 'add', name: 'last', inputs: ['a', 'images'] }, ...head),
    /"last".*equal shape.*8x6x4 and 8x6x2/,
  ],
  [
    'fewer channels than there are',
    network({ kind: 'padChannels', name: 'last', input: 'images', channels: 1 }, ...head),
    /"last".*at least 2 channels/,
  ],
  [
    'a dense layer on a map',
    network({ kind: 'dense', name: 'fc', input: 'images', units: 3 }),
    /"fc".*a vector.*8x6x2/,
  ],
  [
    'groups that do not divide the channels',
    network({ kind: 'groupNorm', name: 'last', input: 'images', groups: 3, epsilon: 1e-5 }, ...head),
    /"last".*groups that divide 2 channels.*3 groups/,
  ],
  ['no logits at the end', network(conv('last', 'images')), /"last".*dense layer of 3 units/],
  [
    'padding that a pool cannot have',
    network({ kind: 'maxPool', name: 'last', input: 'images', size: 2, stride: 2, padding: 2 }, ...head),
    /"last".*half the window/,
  ],
])('refuses %s', (_case, wrong, message) => {
  expect(() => inferShapes(wrong)).toThrow(message);
});
