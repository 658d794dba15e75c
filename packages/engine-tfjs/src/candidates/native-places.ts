import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { libraryCache } from '@batchmates/engine/library-cache';

/** Where packages with TensorFlow's library are looked for. */
export interface NativePlaces {
  /** The module from whose place an installed package is looked for. */
  readonly from: string;
  /** The folder of those that were built here, one folder for each. */
  readonly cache: string;
}

/** Where `batchmates setup` puts what it builds. */
export const nativeCache = libraryCache('tensorflow');

const usual: NativePlaces = { from: import.meta.url, cache: nativeCache };

/** The name of the file in which set-up writes down what it built. */
export const BUILD_FILE = 'build.json';

/** A package that was found. */
export interface NativeFolder {
  readonly folder: string;
  /** What set-up wrote down, where it built the package. */
  readonly build: string | undefined;
}

/** A package: one that was built here, the newest first, else the installed one. */
export function findNative(name: string, { from, cache }: NativePlaces = usual): NativeFolder | undefined {
  const built = entriesOf(cache)
    .map((place) => ({ folder: join(place, 'node_modules', name), build: join(place, BUILD_FILE) }))
    .filter(({ folder, build }) => existsSync(build) && hasAddon(folder));
  return built.at(-1) ?? installed(name, from);
}

function installed(name: string, from: string): NativeFolder | undefined {
  try {
    return { folder: dirname(createRequire(from).resolve(`${name}/package.json`)), build: undefined };
  } catch {
    return undefined;
  }
}

/** Whether the addon is there: it lies in a folder for each version of Node's binary interface. */
export function hasAddon(folder: string): boolean {
  return entriesOf(join(folder, 'lib')).some((version) => existsSync(join(version, 'tfjs_binding.node')));
}

/** Version of the library behind a package, without loading it: as set-up wrote it down, or in the name of its file. */
export function libraryVersionOf({ folder, build }: NativeFolder): string | undefined {
  if (!hasAddon(folder)) return undefined;
  if (build !== undefined)
    return (JSON.parse(readFileSync(build, 'utf8')) as { readonly version: string }).version;
  return entriesOf(join(folder, 'deps', 'lib'))
    .map((name) => /libtensorflow\.so\.(\d+\.\d+\.\d+)$/.exec(name)?.[1])
    .find((version) => version !== undefined);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true }))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
