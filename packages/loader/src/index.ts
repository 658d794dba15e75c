export { decodeImage } from './decode-image.ts';
export { fillBatch, type BatchMembers, type FillOptions } from './fill-batch.ts';
export type { LoadedBatch, Loader, LoaderOptions } from './loader.ts';
export { openLoader } from './open-loader.ts';
export { pixelSource, type PixelSource } from './pixel-source.ts';
export type { Pixels, Presentation } from './prepare-image.ts';
export type { Preparation } from './preparation.ts';
export { thumbnail, type ThumbnailOptions } from './thumbnail.ts';
