export { defaultBatchNorm, type BatchNormOptions } from './batch-norm-options.ts';
export { describeNetwork, type LayerDescription, type NetworkDescription } from './describe-network.ts';
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
export { batchNorms, elements, parameterCount, parameterSpecs, type ParameterSpec } from './parameters.ts';
export { formatShape, inferShapes, inputsOf } from './shapes.ts';
