export { describeNetwork, type LayerDescription, type NetworkDescription } from './describe-network.ts';
export { describeKind, inputsOf, layerKinds, type Layer, type LayerKind, type LayerOf } from './layer.ts';
export { elements, formatShape, type MapShape } from './map-shape.ts';
export { IMAGES, networkSchema, type Network } from './network.ts';
export {
  batchNorms,
  ghostSize,
  layersWithGradient,
  parameterCount,
  parameterSpecs,
  type BatchNorm,
  type ParameterSpec,
} from './parameters.ts';
export { inferShapes } from './shapes.ts';
