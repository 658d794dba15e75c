export {
  augmentImage,
  exampleStream,
  viewImage,
  type ExampleKey,
  type ImageOptions,
} from './augment-image.ts';
export { augmentationSchema, type Augmentation } from './augmentation-schema.ts';
export { colourShift, normalisingMap, type ColourMap } from './colour.ts';
export { cropSchema, resolutionOf, type Crop } from './crop.ts';
export { randomRegion } from './random-region.ts';
export type { Region } from './region.ts';
export { resample, type ResampleOptions } from './resample.ts';
export { centreView, viewRegion, viewSetSchema, viewsOf, type View, type ViewSet } from './views.ts';
