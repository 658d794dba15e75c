import { createNetwork, type Norm } from '@batchmates/model-zoo';
import type { Network } from '@batchmates/network';
import * as layers from './reference/layers/index.ts';

const residual = { input: { height: 9, width: 8, channels: 3 }, classes: 4 };

/** Tiny networks for every kind of layer, and some whole residual networks. */
export const testNetworks: readonly Network[] = [
  ...Object.values(layers).flatMap(({ networks }) => networks),
  createNetwork('cifar-resnet-8', { ...residual, width: 5, shortcut: 'pad' }),
  createNetwork('cifar-resnet-8', { ...residual, width: 16, shortcut: 'projection' }),
  createNetwork('cifar-resnet-8', {
    ...residual,
    width: 8,
    norm: { kind: 'group', groups: 4, epsilon: 1e-5 },
  }),
  createNetwork('cifar-resnet-8', { ...residual, width: 16, norm: ghostOf(2) }),
  createNetwork('imagenet-resnet-18', {
    input: { height: 33, width: 33, channels: 3 },
    classes: 4,
    width: 2,
  }),
];

const photographs = { input: { height: 64, width: 64, channels: 3 }, classes: 4, width: 4 };

/** The test networks and larger ones of the model zoo, on which engines must agree at a small resolution. */
export const conformanceNetworks: readonly Network[] = [
  ...testNetworks,
  createNetwork('imagenet-resnet-34', photographs),
  createNetwork('resnet-18', { ...photographs, shortcut: 'pad' }),
];

/** A residual network with batch norms, for checks that need just one network. */
export const smallResidualNetwork: Network = createNetwork('cifar-resnet-8', {
  ...residual,
  width: 4,
  shortcut: 'projection',
});

/** The same with group norm, which sees every image alone. */
export const groupNormNetwork: Network = createNetwork('cifar-resnet-8', {
  ...residual,
  width: 4,
  norm: { kind: 'group', groups: 2, epsilon: 1e-5 },
});

/** The network for checks that need just one, with ghost batch norm over `images` at a time. */
export function ghostNetwork(images: number): Network {
  return createNetwork('cifar-resnet-8', {
    ...residual,
    width: 4,
    shortcut: 'projection',
    norm: ghostOf(images),
  });
}

function ghostOf(ghost: number): Norm {
  return { kind: 'batch', epsilon: 1e-5, momentum: 0.1, ghost };
}

/** The name a network goes by in test titles. */
export function titleOf({ name, layers }: Network): string {
  if (!name.includes('resnet')) return name;
  const projected = layers.some((layer) => layer.name.includes('shortcut'));
  const grouped = layers.some(({ kind }) => kind === 'groupNorm');
  const ghost = layers.some((layer) => layer.kind === 'batchNorm' && layer.ghost !== undefined);
  const norm = grouped ? ', group norm' : ghost ? ', ghost batch norm' : '';
  return `${name} (${projected ? 'projection' : 'pad'}${norm})`;
}
