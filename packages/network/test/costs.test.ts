import { expect, test } from 'vitest';
import {
  describeNetwork,
  layersWithGradient,
  parameterCount,
  parameterSpecs,
  type Network,
} from '../src/index.ts';

/** One layer of every kind, of sizes that differ from each other wherever they may. */
const network: Network = {
  name: 'every kind',
  input: { height: 9, width: 7, channels: 5 },
  classes: 4,
  layers: [
    { kind: 'relu', name: 'early', input: 'images' },
    { kind: 'conv', name: 'conv', input: 'early', channels: 6, size: 3, stride: 2, padding: 1 },
    { kind: 'batchNorm', name: 'bn', input: 'conv', epsilon: 1e-5, momentum: 0.1 },
    { kind: 'groupNorm', name: 'gn', input: 'bn', groups: 3, epsilon: 1e-5 },
    { kind: 'add', name: 'add', inputs: ['gn', 'conv'] },
    // Padding of half the window, the most there may be.
    { kind: 'maxPool', name: 'max', input: 'add', size: 2, stride: 2, padding: 1 },
    { kind: 'padChannels', name: 'same', input: 'max', channels: 6 },
    { kind: 'padChannels', name: 'pad', input: 'same', channels: 8 },
    { kind: 'globalAveragePool', name: 'pool', input: 'pad' },
    { kind: 'dense', name: 'fc', input: 'pool', units: 4 },
  ],
};

test('shapes, parameters and operations of every kind of layer', () => {
  const none = { parameters: 0, flops: 0 };
  expect(describeNetwork(network)).toEqual({
    layers: [
      { name: 'early', kind: 'relu', shape: { height: 9, width: 7, channels: 5 }, ...none },
      {
        name: 'conv',
        kind: 'conv',
        // (9 + 2 - 3) / 2 + 1 = 5, (7 + 2 - 3) / 2 + 1 = 4.
        shape: { height: 5, width: 4, channels: 6 },
        // 3x3 for each of 5 inputs and 6 outputs; each weight is multiplied and added at each of 5x4 places.
        parameters: 270,
        flops: 2 * 20 * 270,
      },
      {
        name: 'bn',
        kind: 'batchNorm',
        shape: { height: 5, width: 4, channels: 6 },
        parameters: 12,
        flops: 0,
      },
      {
        name: 'gn',
        kind: 'groupNorm',
        shape: { height: 5, width: 4, channels: 6 },
        parameters: 12,
        flops: 0,
      },
      { name: 'add', kind: 'add', shape: { height: 5, width: 4, channels: 6 }, ...none },
      // floor((5 + 2 - 2) / 2) + 1 = 3, (4 + 2 - 2) / 2 + 1 = 3.
      { name: 'max', kind: 'maxPool', shape: { height: 3, width: 3, channels: 6 }, ...none },
      { name: 'same', kind: 'padChannels', shape: { height: 3, width: 3, channels: 6 }, ...none },
      { name: 'pad', kind: 'padChannels', shape: { height: 3, width: 3, channels: 8 }, ...none },
      { name: 'pool', kind: 'globalAveragePool', shape: { height: 1, width: 1, channels: 8 }, ...none },
      {
        name: 'fc',
        kind: 'dense',
        shape: { height: 1, width: 1, channels: 4 },
        // 8 weights and a bias for each of 4 units; the biases are not counted as operations.
        parameters: 36,
        flops: 64,
      },
    ],
    parameters: 270 + 12 + 12 + 36,
    flops: 10_864,
  });
  expect(parameterCount(network)).toBe(330);
});

test('parameters are laid out as in PyTorch, with the inputs that feed one output', () => {
  const norm = (layer: string) => [
    { name: `${layer}.weight`, layer, role: 'gamma', shape: [6], fanIn: 0 },
    { name: `${layer}.bias`, layer, role: 'beta', shape: [6], fanIn: 0 },
  ];
  expect(parameterSpecs(network)).toEqual([
    { name: 'conv.weight', layer: 'conv', role: 'weight', shape: [6, 5, 3, 3], fanIn: 45 },
    ...norm('bn'),
    ...norm('gn'),
    { name: 'fc.weight', layer: 'fc', role: 'weight', shape: [4, 8], fanIn: 8 },
    { name: 'fc.bias', layer: 'fc', role: 'bias', shape: [4], fanIn: 0 },
  ]);
});

test('a sum is of use to gradients when one of its two is', () => {
  const layers = network.layers.map((layer) =>
    layer.name === 'conv' ? { ...layer, channels: 5, stride: 1 } : layer,
  ) as Network['layers'];
  const sum = { kind: 'add', name: 'sum', inputs: ['early', 'conv'] } as const;
  const head = [
    { kind: 'globalAveragePool', name: 'pool', input: 'sum' },
    { kind: 'dense', name: 'fc', input: 'pool', units: 4 },
  ] as const;
  const names = layersWithGradient({ ...network, layers: [...layers.slice(0, 2), sum, ...head] });
  expect([...names].toSorted()).toEqual(['conv', 'fc', 'pool', 'sum']);
});
