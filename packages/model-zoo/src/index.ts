export { cifarResnet } from './cifar-resnet.ts';
export { createNetwork, isNetworkName, networkNames } from './create-network.ts';
export { imagenetResnet } from './imagenet-resnet.ts';
export { defaultNorm, normSchema, type Norm } from './norm.ts';
export type { NetworkOptions } from './options.ts';
export { resnet } from './resnet.ts';
export type { Shortcut } from './residual-blocks.ts';
