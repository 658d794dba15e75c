import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Version } from '../library/dnnl.ts';
import { tryLibrary, type Trial } from '../library/try-library.ts';
import { runProgram } from './run-program.ts';

/** A library that is there and works, and where, for people. */
export interface PresentLibrary {
  readonly version: Version;
  readonly where: string;
}

/** Libraries that are there and work, the newest first; `cache` is a folder of folders with a fetched library each. */
export function presentLibraries(cache: string): readonly PresentLibrary[] {
  const fetched = namesIn(cache)
    .map((name) => join(cache, name))
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
    .map((folder) => ({ trial: tryFolder(folder), where: `in the cache (${basename(folder)})` }));
  const known = systemLibraries()
    .filter(isOneDnn)
    .map((name) => ({ trial: tryLibrary({ path: name, companions: [] }), where: `the system's ${name}` }));
  return [...known, ...fetched]
    .flatMap(({ trial: { version }, where }) => (version === undefined ? [] : [{ version, where }]))
    .sort((left, right) => newerFirst(left.version, right.version));
}

/** Opens the library in a folder, with what lies beside it. */
export function tryFolder(folder: string): Trial {
  const files = namesIn(folder);
  const library = files.find(isOneDnn);
  if (library === undefined) return { trouble: 'no libdnnl' };
  const companions = files.filter((name) => !isOneDnn(name)).map((name) => join(folder, name));
  return tryLibrary({ path: join(folder, library), companions });
}

/** Order of versions, the newest first. */
export function newerFirst(left: Version, right: Version): number {
  return right.major - left.major || right.minor - left.minor || right.patch - left.patch;
}

/** Names that the system loader knows. */
export function systemLibraries(): readonly string[] {
  if (process.platform !== 'linux') return [];
  for (const ldconfig of ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    try {
      return runProgram(ldconfig, ['-p'])
        .split('\n')
        .map((line) => line.trim().split(' ')[0] ?? '');
    } catch {
      continue;
    }
  }
  return [];
}

/** Whether a file is called as oneDNN is. */
export function isOneDnn(name: string): boolean {
  return /^libdnnl\.(so\.[23]|([23]\.)?dylib)$/.test(name);
}

/** Names in a folder; none where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
