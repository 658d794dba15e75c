import type { View } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import type { DatasetInfo, Split } from '@batchmates/dataset';
import type { LoadedBatch, Loader } from '@batchmates/loader';

/** Which images, as seen by a network. */
export interface TestImagesOptions {
  readonly split: Split;
  /** Its `statistics` normalise the pixels: those of the network's training data. */
  readonly info: DatasetInfo;
  /** Size of the crops, the network's input, in pixels. */
  readonly crop: { readonly height: number; readonly width: number };
  readonly views: readonly View[];
}

/** The images of a split, ready to be loaded in any arrangement and in any of some views. */
export interface TestImages {
  readonly ids: readonly string[];
  readonly labels: Uint16Array;
  readonly classes: number;
  readonly views: number;
  /** The batches of a plan, all in one view, normalised and cropped; each is valid until the next is taken. */
  batches(plan: BatchPlan, view: number): AsyncIterable<LoadedBatch>;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Opens a split for inference. Loaders start when their view is first used and serve until `close`. */
export function openTestImages({ split, info, crop, views }: TestImagesOptions): TestImages {
  const loaders = new Map<number, Promise<Loader>>();
  const start = async (view: View): Promise<Loader> => {
    const { openLoader } = await import('@batchmates/loader');
    return openLoader({ split, info, crop, prepare: { kind: 'view', view } });
  };
  const loaderOf = (index: number): Promise<Loader> => {
    const view = views[index];
    if (view === undefined) throw new RangeError(`internal: view ${index} of ${views.length}`);
    const open = loaders.get(index) ?? start(view);
    loaders.set(index, open);
    return open;
  };
  return {
    ids: Array.from({ length: split.length }, (_, index) => split.id(index)),
    labels: split.labels,
    classes: info.classNames.length,
    views: views.length,
    async *batches(plan, view) {
      yield* (await loaderOf(view)).batches(plan, 0);
    },
    async close() {
      const open = await Promise.all(loaders.values());
      await Promise.all(open.map((loader) => loader.close()));
      loaders.clear();
    },
  };
}
