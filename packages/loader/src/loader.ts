import type { Crop } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import type { PixelNormalisation, DatasetInfo, Split } from '@batchmates/dataset';
import type { Preparation } from './preparation.ts';

/** What a loader reads from, and how far it runs ahead. */
export interface LoaderOptions {
  readonly split: Split;
  readonly info: DatasetInfo;
  readonly crop: Crop;
  /** Mean and deviation that normalise the pixels; absent: those of `info`. A checkpoint brings its own. */
  readonly normalisation?: PixelNormalisation;
  /** Worker threads; absent: one for raw images, one per core (at most 4) for encoded ones, which must be decoded. */
  readonly workers?: number;
  /** Batches held ready besides the one in use (default 3). */
  readonly ahead?: number;
  /** Memory for decoded images, so that each is decoded once only, bytes (default 1 GiB; used as it fills). */
  readonly cacheBytes?: number;
}

/** One batch, ready for an engine. */
export interface LoadedBatch {
  /** Float32 `[batch, height, width, channels]`, normalised, in shared memory; valid until the next iteration. */
  readonly images: Float32Array;
  /** Class index of each image: `[batch]`. */
  readonly labels: Uint16Array;
  /** Index of each image in its split: `[batch]`. */
  readonly indices: Uint32Array;
  /** 1 = counts, 0 = an image repeated to fill the batch: `[batch]`; absent when every image counts. */
  readonly counted?: Uint8Array;
  /** Which batch of the plan this is, from 0. */
  readonly batch: number;
}

/** Prepares the images of one split in worker threads, ahead of the engine. */
export interface Loader {
  /**
   * The batches of a plan, in its order, one at a time. The threads begin at once, before the first batch is asked
   * for. Pixels depend on the arguments only, never on threads or timing. One iteration at a time; leaving it early
   * is allowed. `from` leaves out the batches before it, and changes nothing in the others. Throws a `UserError` when an
   * image is unreadable.
   */
  batches(plan: BatchPlan, preparation: Preparation, from?: number): AsyncGenerator<LoadedBatch, void, void>;
  /** Time this loader's consumers have waited for images so far, in ms. */
  readonly waitedMs: number;
  /** Stops the worker threads; an iteration that still waits for a batch fails. Harmless when repeated. */
  close(): Promise<void>;
}
