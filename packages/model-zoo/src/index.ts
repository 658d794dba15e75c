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
