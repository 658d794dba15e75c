import { describe, expect, test } from 'vitest';
import {
  batchNorms,
  describeNetwork,
  inferShapes,
  networkSchema,
  parameterCount,
  parameterSpecs,
} from '@batchmates/network';
import { createNetwork, isNetworkName, networkNames, normSchema } from '../src/index.ts';

const cifar = { input: { height: 36, width: 36, channels: 3 }, classes: 10 };
const imagenet = { input: { height: 224, width: 224, channels: 3 }, classes: 10 };

describe('cifar-resnet', () => {
  // Counted by hand from the paper's Table 1: 3x3 convolutions, two numbers per normalised channel, the last layer.
  const byHand = (n: number, w: number) =>
    27 * w + // stem
    9 * w * w * (2 * n + 2 + 4 * (2 * n - 1) + 8 + 16 * (2 * n - 1)) + // three stages
    2 * (w + 2 * n * 7 * w) + // batch norms
    (40 * w + 10); // fully connected

  test.each([
    [20, 64, 4.3],
    [44, 64, 10.5],
    [20, 16, 0.27],
    [44, 16, 0.66],
  ])('depth %i at width %i has %f million parameters', (depth, width, millions) => {
    const count = parameterCount(createNetwork(`cifar-resnet-${depth}`, { ...cifar, width }));
    expect(count).toBe(byHand((depth - 2) / 6, width));
    expect(count / 1e6).toBeCloseTo(millions, millions > 1 ? 1 : 2);
  });

  test('has as many weight layers as its name says', () => {
    for (const depth of [8, 20, 44, 110]) {
      const { layers } = createNetwork(`cifar-resnet-${depth}`, { ...cifar, width: 2 });
      expect(layers.filter(({ kind }) => kind === 'conv' || kind === 'dense')).toHaveLength(depth);
    }
  });

  test('halves its maps between stages', () => {
    const shapes = inferShapes(createNetwork('cifar-resnet-20', cifar));
    expect(shapes.get('stage1.block3.relu2')).toEqual({ height: 36, width: 36, channels: 64 });
    expect(shapes.get('stage2.block3.relu2')).toEqual({ height: 18, width: 18, channels: 128 });
    expect(shapes.get('stage3.block3.relu2')).toEqual({ height: 9, width: 9, channels: 256 });
  });

  test('a projection adds a 1x1 convolution and a batch norm where channels grow', () => {
    const padded = createNetwork('cifar-resnet-20', { ...cifar, width: 16 });
    const projected = createNetwork('cifar-resnet-20', { ...cifar, width: 16, shortcut: 'projection' });
    expect(parameterCount(projected) - parameterCount(padded)).toBe(16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
    expect(batchNorms(projected)).toHaveLength(batchNorms(padded).length + 2);
  });
});

describe('imagenet-resnet-34', () => {
  test("follows the paper's table 4", () => {
    const network = createNetwork('imagenet-resnet-34', imagenet);
    const shapes = inferShapes(network);
    expect(shapes.get('stem.relu')).toEqual({ height: 112, width: 112, channels: 96 });
    expect(shapes.get('stage1.block3.relu2')).toEqual({ height: 56, width: 56, channels: 96 });
    expect(shapes.get('stage4.block3.relu2')).toEqual({ height: 7, width: 7, channels: 768 });
    expect(
      network.layers.filter(({ kind, name }) => kind === 'conv' && !name.includes('shortcut')),
    ).toHaveLength(33);
  });
});

describe('resnet', () => {
  // python -c "import torchvision.models as m; print([sum(p.numel() for p in m.get_model(f'resnet{d}').parameters()) for d in (18, 34, 50)])"
  test.each([
    [18, 11_689_512],
    [34, 21_797_672],
    [50, 25_557_032],
  ])('%i has as many parameters as torchvision says', (depth, parameters) => {
    const network = createNetwork(`resnet-${depth}`, { ...imagenet, classes: 1000 });
    expect(parameterCount(network)).toBe(parameters);
    const weights = network.layers.filter(
      ({ kind, name }) => (kind === 'conv' && !name.includes('shortcut')) || kind === 'dense',
    );
    expect(weights).toHaveLength(depth);
  });

  test('halves its maps in the first 3x3 convolution of a stage', () => {
    const network = createNetwork('resnet-50', imagenet);
    const shapes = inferShapes(network);
    expect(shapes.get('stem.pool')).toEqual({ height: 56, width: 56, channels: 64 });
    expect(shapes.get('stage1.block3.relu3')).toEqual({ height: 56, width: 56, channels: 256 });
    expect(shapes.get('stage2.block1.bn1')).toEqual({ height: 56, width: 56, channels: 128 });
    expect(shapes.get('stage2.block1.bn2')).toEqual({ height: 28, width: 28, channels: 128 });
    expect(shapes.get('stage4.block3.relu3')).toEqual({ height: 7, width: 7, channels: 2048 });
    const strided = network.layers.filter((layer) => layer.kind === 'conv' && layer.stride === 2);
    expect(strided.map(({ name }) => name)).toEqual([
      'stem.conv',
      ...[2, 3, 4].flatMap((stage) => [`stage${stage}.block1.shortcut.conv`, `stage${stage}.block1.conv2`]),
    ]);
  });

  test('projects the first bottleneck, whose channels grow in a map of the same size', () => {
    const { layers } = createNetwork('resnet-50', { ...imagenet, width: 4 });
    expect(layers.find(({ name }) => name === 'stage1.block1.shortcut.conv')).toMatchObject({
      channels: 16,
      stride: 1,
    });
    expect(layers.some(({ name }) => name.startsWith('stage1.block2.shortcut'))).toBe(false);
  });

  test('a shortcut without parameters takes every second pixel', () => {
    const network = createNetwork('resnet-18', { ...imagenet, width: 4, shortcut: 'pad' });
    const shapes = inferShapes(network);
    expect(shapes.get('stage2.block1.subsample')).toEqual({ height: 28, width: 28, channels: 4 });
    expect(shapes.get('stage2.block1.pad')).toEqual({ height: 28, width: 28, channels: 8 });
    expect(network.layers.some(({ name }) => name.includes('shortcut'))).toBe(false);
  });
});

describe('norm', () => {
  const group = normSchema.parse('group');

  test('is a word or an object', () => {
    expect(normSchema.parse('batch')).toEqual({ kind: 'batch', epsilon: 1e-5, momentum: 0.1 });
    expect(group).toEqual({ kind: 'group', groups: 8, epsilon: 1e-5 });
    expect(normSchema.parse({ kind: 'group', groups: 4 })).toEqual({ ...group, groups: 4 });
    expect(normSchema.safeParse({ kind: 'group', momentum: 0.1 }).success).toBe(false);
  });

  test.each(networkNames)('group takes the place of batch in %s, with as many parameters', (name) => {
    const options = { ...(name.startsWith('cifar') ? cifar : imagenet), width: 16 };
    const [batched, grouped] = [
      createNetwork(name, options),
      createNetwork(name, { ...options, norm: group }),
    ];
    expect(batchNorms(grouped)).toEqual([]);
    expect(parameterSpecs(grouped).map(({ name: parameter }) => parameter)).toEqual(
      parameterSpecs(batched).map(({ name: parameter }) => parameter.replace('.bn', '.gn')),
    );
  });

  test('group is refused in a line where its groups do not divide the channels', () => {
    const build = () => createNetwork('cifar-resnet-8', { ...cifar, width: 12, norm: group });
    expect(build).toThrow(
      /^layer "stem\.gn" of network "cifar-resnet-8": expected groups that divide 12 channels, received 8 groups$/,
    );
  });
});

test('parameters are named and shaped as in PyTorch', () => {
  const specs = parameterSpecs(createNetwork('cifar-resnet-8', { ...cifar, width: 4 }));
  expect(specs.slice(0, 3)).toEqual([
    { name: 'stem.conv.weight', layer: 'stem.conv', shape: [4, 3, 3, 3], role: 'weight', fanIn: 27 },
    { name: 'stem.bn.weight', layer: 'stem.bn', shape: [4], role: 'gamma', fanIn: 0 },
    { name: 'stem.bn.bias', layer: 'stem.bn', shape: [4], role: 'beta', fanIn: 0 },
  ]);
  expect(specs.at(-2)).toEqual({
    name: 'fc.weight',
    layer: 'fc',
    shape: [10, 16],
    role: 'weight',
    fanIn: 16,
  });
});

test('a description counts FLOPs as two per multiply-add', () => {
  const { layers, flops, parameters } = describeNetwork(createNetwork('cifar-resnet-20', cifar));
  expect(layers[0]).toMatchObject({ name: 'stem.conv', flops: 2 * 36 * 36 * 64 * 27, parameters: 27 * 64 });
  expect(flops).toBe(layers.reduce((sum, layer) => sum + layer.flops, 0));
  expect(parameters).toBe(4_286_026);
});

test('a network survives JSON', () => {
  const network = createNetwork('imagenet-resnet-18', { ...imagenet, width: 8 });
  expect(networkSchema.parse(JSON.parse(JSON.stringify(network)))).toEqual(network);
});

test('the names that createNetwork takes are those that isNetworkName knows', () => {
  const takes = (name: string) => {
    try {
      return createNetwork(name, cifar).name === name;
    } catch {
      return false;
    }
  };
  const others = [
    'cifar-resnet-2',
    'cifar-resnet-9',
    'cifar-resnet-14',
    'imagenet-resnet-20',
    'imagenet-resnet-50',
    'x',
    '',
  ];
  for (const name of [...networkNames, ...others]) expect(isNetworkName(name), name).toBe(takes(name));
  expect(networkNames.every(isNetworkName)).toBe(true);
});

test('refuses unknown networks and depths', () => {
  const options = { input: { height: 36, width: 36, channels: 3 }, classes: 10 };
  expect(() => createNetwork('cifar-resnet-21', options)).toThrow(/6n \+ 2.*received 21/);
  expect(() => createNetwork('vgg', options)).toThrow(/network "vgg": expected one of cifar-resnet-8/);
  expect(() =>
    createNetwork('cifar-resnet-8', { ...options, input: { height: 0, width: 36, channels: 3 } }),
  ).toThrow(/"images"/);
});
