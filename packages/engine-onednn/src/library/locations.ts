import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LibraryLocation } from './open-library.ts';

/** The variable that names a library file; then no other place is looked at. */
export const LIBRARY_VARIABLE = 'BATCHMATES_ONEDNN';

/** Where `tools/setup` puts a fetched library: `.cache/onednn/lib` of the project. */
const cacheFolder = fileURLToPath(new URL('../../../../.cache/onednn/lib', import.meta.url));

/** Names that the system loader may know, newest version first. */
const systemNames: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['libdnnl.so.3', 'libdnnl.so.2'],
  darwin: ['libdnnl.3.dylib', 'libdnnl.2.dylib', 'libdnnl.dylib'],
  win32: ['dnnl.dll'],
};

/** Folders of package managers that the system loader does not search. */
const wellKnownFiles: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/opt/homebrew/opt/onednn/lib/libdnnl.dylib', '/usr/local/opt/onednn/lib/libdnnl.dylib'],
};

/** Libraries to try, best first: the one that `BATCHMATES_ONEDNN` names, or the system's, then the project's cache. */
export function libraryLocations(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): readonly LibraryLocation[] {
  const named = environment[LIBRARY_VARIABLE];
  if (named !== undefined && named !== '') return [{ path: named, companions: companionsOf(named) }];
  const known = (wellKnownFiles[platform] ?? []).filter((file) => existsSync(file));
  const cached = librariesIn(cacheFolder).filter((file) => isOneDnn(basename(file)));
  return [
    ...[...(systemNames[platform] ?? []), ...known].map((path) => ({ path, companions: [] })),
    ...cached.map((path) => ({ path, companions: companionsOf(path) })),
  ];
}

/** Other libraries in the same folder, if it is one of ours: what the library needs and the system may lack. */
function companionsOf(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === cacheFolder ? librariesIn(folder).filter((file) => !isOneDnn(basename(file))) : [];
}

function librariesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((file) => join(folder, file));
}

function isOneDnn(file: string): boolean {
  return /^(lib)?dnnl\b/.test(file);
}
