import type { Loader, LoaderOptions } from './loader.ts';

/** Starts a loader's worker threads. */
export function openLoader(options: LoaderOptions): Promise<Loader> {
  throw new Error(`internal: not yet (${options.split.name})`);
}
