import { UserError } from '@batchmates/errors';
import { inferShapes, type Network } from '@batchmates/network';
import { cifarResnet, isCifarDepth } from './cifar-resnet.ts';
import { imagenetBlocks, imagenetResnet } from './imagenet-resnet.ts';
import type { NetworkOptions } from './options.ts';

/** Names that `createNetwork` is known to take; any `cifar-resnet-(6n+2)` works. */
export const networkNames = [
  'cifar-resnet-8',
  'cifar-resnet-20',
  'cifar-resnet-44',
  'imagenet-resnet-18',
  'imagenet-resnet-34',
] as const;

/** Whether `createNetwork` takes this name. */
export function isNetworkName(name: string): boolean {
  const [, family, digits] = namePattern.exec(name) ?? [];
  const depth = Number(digits);
  return family === 'cifar' ? isCifarDepth(depth) : family === 'imagenet' && isImagenetDepth(depth);
}

const namePattern = /^(cifar|imagenet)-resnet-(\d+)$/;

/** Builds and checks the network called `name`; throws a `UserError` when there is none or its shapes do not fit. */
export function createNetwork(name: string, options: NetworkOptions): Network {
  const network = build(name, options);
  inferShapes(network);
  return network;
}

function build(name: string, options: NetworkOptions): Network {
  const [, family, digits] = namePattern.exec(name) ?? [];
  const depth = Number(digits);
  if (family === 'cifar') return cifarResnet(depth, options);
  if (family === 'imagenet' && isImagenetDepth(depth)) return imagenetResnet(depth, options);
  throw new UserError({
    code: 'network/unknown',
    what: `network "${name}"`,
    expected: `one of ${networkNames.join(', ')}, or any cifar-resnet-(6n+2)`,
  });
}

function isImagenetDepth(depth: number): depth is keyof typeof imagenetBlocks {
  return depth in imagenetBlocks;
}
