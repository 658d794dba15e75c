export { addColourSums, channelStatistics, colourSums, noColour, type ColourSums } from './colour-sums.ts';
export type { ChannelStatistics, Dataset, DatasetInfo, SharedSplit, Split } from './dataset.ts';
export {
  createDatasetWriter,
  type DatasetWriter,
  type DatasetWriterOptions,
  type Row,
} from './dataset-writer.ts';
export { imageShapeSchema, sizeSchema, type ImageShape, type Size } from './image-shape.ts';
export { openDataset } from './open-dataset.ts';
export { splitFromShared } from './shared-split.ts';
