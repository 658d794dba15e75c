import { createNetwork } from '@batchmates/model-zoo';
import { IMAGES, type Layer, type Network } from '@batchmates/network';

const input = { height: 5, width: 7, channels: 3 };
const classes = 3;

/** Layers that leave maps end in a pool and a dense layer, like every classifier here. */
function network(name: string, layers: readonly Layer[]): Network {
  const top = layers.at(-1)?.name ?? IMAGES;
  return {
    name,
    input,
    classes,
    layers: [
      ...layers,
      { kind: 'globalAveragePool', name: 'pool', input: top },
      { kind: 'dense', name: 'fc', input: 'pool', units: classes },
    ],
  };
}

type Window = { readonly size: number; readonly stride: number; readonly padding: number };

const conv = (name: string, from: string, channels: number, window: Partial<Window> = {}): Layer => {
  return { kind: 'conv', name, input: from, channels, size: 3, stride: 1, padding: 1, ...window };
};
const batchNorm = (name: string, from: string, epsilon = 1e-3, momentum = 0.25): Layer => {
  return { kind: 'batchNorm', name, input: from, epsilon, momentum };
};
const relu = (name: string, from: string): Layer => ({ kind: 'relu', name, input: from });
const add = (name: string, left: string, right: string): Layer => ({
  kind: 'add',
  name,
  inputs: [left, right],
});
const maxPool = (name: string, from: string, window: Window): Layer => ({
  kind: 'maxPool',
  name,
  input: from,
  ...window,
});

/** A convolution whose input gradient matters too, because another stands before it. */
function convNetwork(name: string, window: Window): Network {
  return network(name, [conv('first', IMAGES, 4), relu('relu', 'first'), conv('second', 'relu', 5, window)]);
}

function poolNetwork(name: string, window: Window): Network {
  return network(name, [conv('first', IMAGES, 4), maxPool('max', 'first', window), conv('second', 'max', 3)]);
}

const layerNetworks: readonly Network[] = [
  network('dense', []),
  convNetwork('conv 3x3', { size: 3, stride: 1, padding: 1 }),
  convNetwork('conv 3x3 without padding', { size: 3, stride: 1, padding: 0 }),
  convNetwork('conv 3x3 stride 2', { size: 3, stride: 2, padding: 1 }),
  convNetwork('conv 2x2 stride 2', { size: 2, stride: 2, padding: 0 }),
  convNetwork('conv 5x5 stride 2', { size: 5, stride: 2, padding: 2 }),
  convNetwork('conv 1x1', { size: 1, stride: 1, padding: 0 }),
  convNetwork('conv 1x1 stride 2', { size: 1, stride: 2, padding: 0 }),
  convNetwork('conv 2x2 padded', { size: 2, stride: 1, padding: 1 }),
  network('batch norm', [conv('conv', IMAGES, 4), batchNorm('bn', 'conv'), conv('after', 'bn', 3)]),
  network('batch norm of images', [batchNorm('bn', IMAGES), conv('conv', 'bn', 4)]),
  network('batch norm and relu', [
    conv('conv', IMAGES, 4),
    batchNorm('bn', 'conv', 1e-5, 0.1),
    relu('relu', 'bn'),
    conv('after', 'relu', 3),
  ]),
  network('relu', [conv('conv', IMAGES, 4), relu('relu', 'conv')]),
  network('add', [
    conv('left', IMAGES, 4),
    conv('right', IMAGES, 4, { size: 1, padding: 0 }),
    add('sum', 'left', 'right'),
    relu('relu', 'sum'),
    add('double', 'relu', 'relu'),
    add('again', 'double', 'left'),
  ]),
  poolNetwork('max pool 3x3 stride 2', { size: 3, stride: 2, padding: 1 }),
  poolNetwork('max pool 2x2', { size: 2, stride: 2, padding: 0 }),
  poolNetwork('max pool 3x3 overlapping', { size: 3, stride: 1, padding: 1 }),
  network('pad channels', [
    conv('conv', IMAGES, 3),
    { kind: 'padChannels', name: 'pad', input: 'conv', channels: 5 },
    conv('wide', 'conv', 5),
    add('sum', 'pad', 'wide'),
  ]),
  network('unread layer', [conv('conv', IMAGES, 4), conv('unread', IMAGES, 2), relu('relu', 'conv')]),
  {
    ...network('two dense', []),
    layers: [
      { kind: 'globalAveragePool', name: 'pool', input: IMAGES },
      { kind: 'dense', name: 'hidden', input: 'pool', units: 6 },
      relu('relu', 'hidden'),
      batchNorm('bn', 'relu'),
      { kind: 'dense', name: 'fc', input: 'bn', units: classes },
    ],
  },
];

const residual = { input: { height: 9, width: 8, channels: 3 }, classes: 4 };

/**
 * Tiny networks that together use every layer kind in every way that matters, and three whole residual networks.
 * Maps are not square, sizes are odd, channels fit no vector width.
 */
export const testNetworks: readonly Network[] = [
  ...layerNetworks,
  createNetwork('cifar-resnet-8', { ...residual, width: 5, shortcut: 'pad' }),
  createNetwork('cifar-resnet-8', { ...residual, width: 16, shortcut: 'projection' }),
  createNetwork('imagenet-resnet-18', {
    input: { height: 33, width: 33, channels: 3 },
    classes: 4,
    width: 2,
  }),
];

/** The test networks and the paper's for ImageNet, with which engines must agree at a small resolution. */
export const conformanceNetworks: readonly Network[] = [
  ...testNetworks,
  createNetwork('imagenet-resnet-34', {
    input: { height: 64, width: 64, channels: 3 },
    classes: 4,
    width: 4,
  }),
];

/** A residual network with batch norms, for checks that need just one network. */
export const smallResidualNetwork: Network = createNetwork('cifar-resnet-8', {
  ...residual,
  width: 4,
  shortcut: 'projection',
});

/** The name a network goes by in test titles. */
export function titleOf({ name, layers }: Network): string {
  const projected = layers.some((layer) => layer.name.includes('shortcut'));
  return name.includes('resnet') ? `${name} (${projected ? 'projection' : 'pad'})` : name;
}
