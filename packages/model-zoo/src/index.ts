export type { BatchNormOptions } from './builder.ts';
export { cifarResnet } from './cifar-resnet.ts';
export { createNetwork, isNetworkName, networkNames } from './create-network.ts';
export { describeNetwork, type LayerDescription, type NetworkDescription } from './describe-network.ts';
export { imagenetResnet } from './imagenet-resnet.ts';
export {
  IMAGES,
  type AddLayer,
  type BatchNormLayer,
  type ConvLayer,
  type DenseLayer,
  type GlobalAveragePoolLayer,
  type Layer,
  type MapShape,
  type MaxPoolLayer,
  type Network,
  type PadChannelsLayer,
  type ReluLayer,
} from './network.ts';
export { networkSchema } from './network-schema.ts';
export { defaultBatchNorm, type NetworkOptions } from './options.ts';
export { batchNorms, elements, parameterCount, parameterSpecs, type ParameterSpec } from './parameters.ts';
export type { Shortcut } from './residual-stages.ts';
export { formatShape, inferShapes, inputsOf } from './shapes.ts';
