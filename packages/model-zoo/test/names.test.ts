import { parameterCount } from '@batchmates/network';
import { describe, expect, test } from 'vitest';
import { createNetwork, isNetworkName, networkNames, normSchema } from '../src/index.ts';

const cifar = { input: { height: 36, width: 36, channels: 3 }, classes: 10 };
const imagenet = { input: { height: 224, width: 224, channels: 3 }, classes: 10 };

describe('names', () => {
  test('that are offered', () => {
    expect(networkNames).toEqual([
      'cifar-resnet-8',
      'cifar-resnet-20',
      'cifar-resnet-44',
      'imagenet-resnet-18',
      'imagenet-resnet-34',
      'resnet-18',
      'resnet-34',
      'resnet-50',
    ]);
  });

  test.each([
    ['cifar-resnet-8', true],
    ['cifar-resnet-14', true],
    ['cifar-resnet-2', false],
    ['cifar-resnet-10', false],
    ['cifar-resnet-2000', true],
    ['cifar-resnet-2006', false],
    ['cifar-resnet-8x', false],
    ['x\ncifar-resnet-8', false],
    ['xcifar-resnet-8', false],
    ['cifar-resnet', false],
    ['imagenet-resnet-18', true],
    ['imagenet-resnet-20', false],
    ['resnet-50', true],
    ['resnet-101', false],
  ])('%j is one: %s', (name, known) => {
    expect(isNetworkName(name)).toBe(known);
  });

  test.each([
    [
      'vgg',
      'network/unknown',
      'network "vgg": expected one of cifar-resnet-8, cifar-resnet-20, cifar-resnet-44, imagenet-resnet-18, imagenet-resnet-34, resnet-18, resnet-34, resnet-50, or any cifar-resnet-(6n+2)',
    ],
    [
      'cifar-resnet-2',
      'network/depth',
      'network "cifar-resnet-2": expected a depth of 6n + 2 (8, 14, 20, 32, 44, 56, ...) up to 2000, received 2',
    ],
    [
      'cifar-resnet-60002',
      'network/depth',
      'network "cifar-resnet-60002": expected a depth of 6n + 2 (8, 14, 20, 32, 44, 56, ...) up to 2000, received 60002',
    ],
    [
      'imagenet-resnet-50',
      'network/depth',
      'network "imagenet-resnet-50": expected a depth of 18 or 34, received 50',
    ],
    ['resnet-20', 'network/depth', 'network "resnet-20": expected a depth of 18, 34 or 50, received 20'],
  ])('%s is refused with its reason', (name, code, message) => {
    expect(() => createNetwork(name, cifar)).toThrow(expect.objectContaining({ code, message }));
  });
});

test('imagenet-resnet-18 has two blocks in each stage, which project where channels grow', () => {
  const network = createNetwork('imagenet-resnet-18', { ...imagenet, width: 4 });
  expect(network.layers.map(({ name }) => name).filter((name) => name.endsWith('.add'))).toEqual(
    [1, 2, 3, 4].flatMap((stage) => [1, 2].map((block) => `stage${stage}.block${block}.add`)),
  );
  // By hand: a 5x5 stem; 3x3 convolutions of stages of 4, 8, 16 and 32 channels; 1x1 where they grow; two numbers per normalised
  // channel; the last layer.
  const stem = 25 * 3 * 4;
  const first = 9 * 4 * 4 * 4;
  const growing = [4, 8, 16].map((width) => 9 * (2 + 4 + 4 + 4) * width * width + 2 * width * width);
  const norms = 2 * (4 + 4 * 4 + (4 + 1) * (8 + 16 + 32));
  const head = 32 * 10 + 10;
  const expected = stem + first + growing.reduce((sum, each) => sum + each) + norms + head;
  expect(parameterCount(network)).toBe(expected);
});

test('the layers of a block are named in order, as in PyTorch', () => {
  const { layers } = createNetwork('cifar-resnet-8', { ...cifar, width: 4 });
  const block = layers.map(({ name }) => name).filter((name) => name.startsWith('stage2.'));
  expect(block).toEqual([
    'stage2.pool',
    ...['pad', 'conv1', 'bn1', 'relu1', 'conv2', 'bn2', 'add', 'relu2'].map(
      (name) => `stage2.block1.${name}`,
    ),
  ]);
});

test.each([
  [0, false],
  [0.01, true],
  [0.5, true],
  [1, true],
  [1.01, false],
])('momentum %f of batch norm is accepted: %s', (momentum, accepted) => {
  expect(normSchema.safeParse({ kind: 'batch', momentum }).success).toBe(accepted);
});
