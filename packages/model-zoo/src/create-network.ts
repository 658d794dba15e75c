import { UserError } from '@batchmates/errors';
import { inferShapes, type Network } from '@batchmates/network';
import { cifarResnet, isCifarDepth } from './cifar-resnet.ts';
import { imagenetResnet, isImagenetDepth } from './imagenet-resnet.ts';
import type { NetworkOptions } from './options.ts';
import { isResnetDepth, resnet, resnetDepths } from './resnet.ts';

/** Networks that differ in depth alone; one is called `<name>-<depth>`. */
interface Family {
  readonly name: string;
  /** Depths that are offered by name; `takes` may accept others. */
  readonly depths: readonly number[];
  takes(depth: number): boolean;
  /** Throws a `UserError` for a depth that `takes` refuses. */
  build(depth: number, options: NetworkOptions): Network;
}

const families: readonly Family[] = [
  { name: 'cifar-resnet', depths: [8, 20, 44], takes: isCifarDepth, build: cifarResnet },
  { name: 'imagenet-resnet', depths: [18, 34], takes: isImagenetDepth, build: imagenetResnet },
  { name: 'resnet', depths: resnetDepths, takes: isResnetDepth, build: resnet },
];

/** Names that `createNetwork` is known to take; any `cifar-resnet-(6n+2)` works. */
export const networkNames = families.flatMap(({ name, depths }) => depths.map((depth) => `${name}-${depth}`));

/** Whether `createNetwork` takes this name. */
export function isNetworkName(name: string): boolean {
  const { family, depth } = parse(name);
  return family?.takes(depth) ?? false;
}

/** Builds and checks the network called `name`; throws a `UserError` when there is none or its shapes do not fit. */
export function createNetwork(name: string, options: NetworkOptions): Network {
  const { family, depth } = parse(name);
  if (family === undefined) {
    throw new UserError({
      code: 'network/unknown',
      what: `network "${name}"`,
      expected: `one of ${networkNames.join(', ')}, or any cifar-resnet-(6n+2)`,
    });
  }
  const network = family.build(depth, options);
  inferShapes(network);
  return network;
}

function parse(name: string): { readonly family: Family | undefined; readonly depth: number } {
  const [, prefix, digits] = /^(.+)-(\d+)$/.exec(name) ?? [];
  return { family: families.find((family) => family.name === prefix), depth: Number(digits) };
}
