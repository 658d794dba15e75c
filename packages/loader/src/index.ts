export type { LoadedBatch, Loader, LoaderOptions } from './loader.ts';
export { openLoader } from './open-loader.ts';
export type { Preparation } from './preparation.ts';
