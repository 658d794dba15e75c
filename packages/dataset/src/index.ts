export { addColourSums, colourSums, noColour, pixelNormalisation, type ColourSums } from './colour-sums.ts';
export type { PixelNormalisation, Dataset, DatasetInfo, SharedSplit, Split } from './dataset.ts';
export {
  createDatasetWriter,
  type DatasetWriter,
  type DatasetWriterOptions,
  type Row,
} from './dataset-writer.ts';
export { describeDuplicates, readDuplicates, writeDuplicates, type Duplicates } from './duplicates.ts';
export { imageShapeSchema, sizeSchema, type ImageShape, type Size } from './image-shape.ts';
export { pixelNormalisationSchema } from './dataset-schema.ts';
export { openDataset } from './open-dataset.ts';
export { splitFromShared } from './shared-split.ts';
