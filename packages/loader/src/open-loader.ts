import { allottedCores } from '@batchmates/errors';
import { valuesPerImage } from './fill-batch.ts';
import { cacheMemory } from './pixel-cache.ts';
import type { Loader, LoaderOptions } from './loader.ts';
import { ThreadedLoader } from './threaded-loader.ts';
import { WorkerPool } from './worker-pool.ts';

const GIBIBYTE = 2 ** 30;

/** Starts a loader's worker threads. They keep the process alive until `close`. */
export function openLoader(options: LoaderOptions): Loader {
  const { split, info, crop, normalisation = info.normalisation, ahead = 3, cacheBytes = GIBIBYTE } = options;
  const presentation = { crop, normalisation };
  const workers = options.workers ?? (info.encoding === 'raw' ? 1 : Math.min(4, allottedCores()));
  const { encoding, shape } = info;
  const cache = encoding === 'raw' ? undefined : cacheMemory({ images: split.length, bytes: cacheBytes });
  const pool = new WorkerPool(
    { split: split.shared, info: { encoding, shape }, presentation, cache },
    workers,
  );
  // Every worker has a batch in hand besides those that lie ready.
  const slots = Math.max(ahead, workers) + 1;
  return new ThreadedLoader({ split, pool, valuesPerImage: valuesPerImage(presentation), slots });
}
