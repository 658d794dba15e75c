import type { Crop, View } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import type { PixelNormalisation, DatasetInfo, Split } from '@batchmates/dataset';
import { invariant } from '@batchmates/errors';
import type { LoadedBatch, Loader } from '@batchmates/loader';

/** A split, and how its images are cropped and normalised for a network. */
export interface TestImagesOptions {
  readonly split: Split;
  readonly info: DatasetInfo;
  readonly crop: Crop;
  readonly views: readonly View[];
  /** Mean and deviation that normalise the pixels: those of the network's training data; absent: those of `info`. */
  readonly normalisation?: PixelNormalisation;
}

/** The images of a split, ready to be loaded in any arrangement and in any of some views. */
export interface TestImages {
  readonly ids: readonly string[];
  readonly labels: Uint16Array;
  /** Where `labels` were made wrong on purpose, the true ones. */
  readonly trueLabels?: Uint16Array | undefined;
  readonly classes: number;
  /** Number of views. */
  readonly views: number;
  /** The batches of a plan, all in view number `view`, cropped and normalised; each is valid until the next is taken. */
  batches(plan: BatchPlan, view: number): AsyncIterable<LoadedBatch>;
  /** Time that predictions have waited for images so far, in ms. */
  waitedMs(): Promise<number>;
  /** Ends the worker threads. Must be called, also on failure. */
  close(): Promise<void>;
}

/** Opens a split for inference. Worker threads start with the first batch. */
export function openTestImages({ views, ...options }: TestImagesOptions): TestImages {
  const { split, info } = options;
  let loader: Promise<Loader> | undefined;
  const start = async (): Promise<Loader> => (await import('@batchmates/loader')).openLoader(options);
  return {
    ids: Array.from({ length: split.length }, (_, index) => split.id(index)),
    labels: split.labels,
    ...(split.trueLabels !== undefined && { trueLabels: split.trueLabels }),
    classes: info.classNames.length,
    views: views.length,
    async *batches(plan, index) {
      const view = views[index];
      invariant(view !== undefined, `view ${index} of ${views.length}`);
      loader ??= start();
      yield* (await loader).batches(plan, { kind: 'view', view });
    },
    waitedMs: async () => (await loader)?.waitedMs ?? 0,
    close: async () => (await loader)?.close(),
  };
}
