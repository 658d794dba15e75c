import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadOneDnn, type OneDnnEngine } from '../src/index.ts';
import type { LibraryLocation } from '../src/library/open-library.ts';
import { fetchDistribution, fetchWheel } from '../src/setup/sources.ts';

const root = join(import.meta.dirname, '../../..');

/** A library of another version than the engine would choose. */
export interface OtherLibrary {
  /** Title of its suites, with the reason when they are skipped. */
  readonly title: string;
  /** Whether it cannot be had here. Under CI it must be: suites run all the same, and fail. */
  readonly absent: boolean;
  load(): Promise<OneDnnEngine>;
  locate(): LibraryLocation;
}

/** Version 3.2, of PyPI's wheel. */
export const wheel32 = await otherLibrary('oneDNN 3.2', (folder) =>
  fetchWheel('onednn-cpu-gomp-2023.2.0', folder),
);

/** What the distribution has: 2.6 in Debian 12. */
export const distribution = await otherLibrary("the distribution's oneDNN", fetchDistribution);

/** Fetches it once into the project's cache, beside the folder where the engine looks. */
async function otherLibrary(title: string, fetch: (folder: string) => void): Promise<OtherLibrary> {
  const folder = join(root, '.cache', 'onednn-tested', title.replaceAll(/\W+/g, '-'));
  const reason = await tryTo(async () => {
    if (!existsSync(folder)) fetch(folder);
  });
  return {
    title: reason === undefined ? title : `${title} [skipped: ${reason}]`,
    absent: reason !== undefined && process.env['CI'] !== 'true',
    load: () => loadOneDnn([locate()]),
    locate,
  };

  function locate(): LibraryLocation {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const path = files.find((file) => file.includes('libdnnl')) ?? folder;
    return { path, companions: files.filter((file) => file !== path) };
  }
}

/** One line about why it failed. */
async function tryTo(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}
