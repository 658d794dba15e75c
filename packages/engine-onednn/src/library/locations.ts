import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { libraryCache } from '@batchmates/engine/library-cache';
import type { LibraryLocation } from './open-library.ts';

/** The variable that names a library file; then no other place is looked at. */
export const LIBRARY_VARIABLE = 'BATCHMATES_ONEDNN';

/** Where `batchmates setup` puts fetched libraries, each in a folder of its own. */
export const onednnCache = libraryCache('onednn');

/** Names that the system loader may know. */
const systemNames: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['libdnnl.so.3', 'libdnnl.so.2'],
  darwin: ['libdnnl.3.dylib', 'libdnnl.2.dylib', 'libdnnl.dylib'],
  win32: ['dnnl.dll'],
};

/** Folders of package managers that the system loader does not search. */
const wellKnownFiles: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/opt/homebrew/opt/onednn/lib/libdnnl.dylib', '/usr/local/opt/onednn/lib/libdnnl.dylib'],
};

/** Libraries to try: the one that `BATCHMATES_ONEDNN` names, or the system's and those in the project's cache. */
export function libraryLocations(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  cache: string = onednnCache,
): readonly LibraryLocation[] {
  const named = environment[LIBRARY_VARIABLE];
  if (named !== undefined && named !== '') return [fileLocation(named, cache)];
  const known = (wellKnownFiles[platform] ?? []).filter((file) => existsSync(file));
  return [
    ...[...(systemNames[platform] ?? []), ...known].map((path) => ({ path, companions: [] })),
    ...entriesOf(cache)
      .flatMap((folder) => entriesOf(folder))
      .filter((file) => isOneDnn(basename(file)))
      .map((file) => fileLocation(file, cache)),
  ];
}

/** A library with the others in its folder, if that is one of ours: what it needs and the system may lack. */
function fileLocation(path: string, cache: string): LibraryLocation {
  const folder = dirname(path);
  const ours = dirname(folder) === cache;
  const companions = ours ? entriesOf(folder).filter((file) => !isOneDnn(basename(file))) : [];
  return { path, companions };
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .toSorted()
      .map((file) => join(folder, file));
  } catch {
    return [];
  }
}

function isOneDnn(file: string): boolean {
  return /^(lib)?dnnl\b/.test(file);
}
