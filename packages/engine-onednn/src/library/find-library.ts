import { join } from 'node:path';
import type { Dnnl, Version } from './dnnl.ts';
import { onednnCache, libraryLocations, LIBRARY_VARIABLE } from './locations.ts';
import { checkVersion, openLibrary, type LibraryLocation } from './open-library.ts';
import { tryOnce } from './trial-memory.ts';
import { tryLibrary } from './try-library.ts';

/** A library that opened, or one line about why none did. */
export type FoundLibrary =
  { readonly dnnl: Dnnl; readonly reason: undefined } | { readonly dnnl: undefined; readonly reason: string };

/** Opens the newest library that can be used; among equals the first. Never throws. */
export async function findLibrary(
  locations: readonly LibraryLocation[] = libraryLocations(),
): Promise<FoundLibrary> {
  const { usable, failures } = await lookAt(locations);
  for (const { open } of usable) {
    try {
      return { dnnl: await open(), reason: undefined };
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return { dnnl: undefined, reason: summary(failures) };
}

/** Version of the library that `findLibrary` would open, such as `3.6.2`; undefined when there is none. */
export async function findVersion(): Promise<string | undefined> {
  const { usable } = await lookAt(libraryLocations());
  return usable[0] === undefined ? undefined : versionText(usable[0].version);
}

export function versionText({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

interface Usable {
  readonly version: Version;
  open(): Promise<Dnnl>;
}

/** What can be used, the newest first, and why the rest cannot. */
async function lookAt(locations: readonly LibraryLocation[]) {
  const usable: Usable[] = [];
  const failures: string[] = [];
  for (const location of locations) {
    try {
      usable.push(await look(location));
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return { usable: usable.toSorted((left, right) => compare(right.version, left.version)), failures };
}

/** A file that was named or fetched may be anything, and is tried first; what the system loader knows is a package of the system. */
async function look(location: LibraryLocation): Promise<Usable> {
  const { path } = location;
  if (!/[\\/]/.test(path)) {
    const dnnl = await openLibrary(location);
    return { version: dnnl.version, open: () => Promise.resolve(dnnl) };
  }
  const { version, trouble } = tryOnce(location, join(onednnCache, 'tried.json'), tryLibrary);
  if (version === undefined) throw new Error(`oneDNN library "${path}" does not load: ${trouble}`);
  checkVersion(path, version);
  return { version, open: () => openLibrary(location) };
}

function compare(left: Version, right: Version): number {
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A wrong library is worth a word; that a name is unknown to the system loader is not. */
function summary(failures: readonly string[]): string {
  const telling = failures.filter((failure) => !/cannot open shared object file|no such file/i.test(failure));
  const told = failures.length === 1 ? failures : telling;
  if (told.length > 0) return told.join('; ').replaceAll(/\s+/g, ' ');
  return `no oneDNN library found; run npx batchmates setup onednn, which fetches one, or name one in ${LIBRARY_VARIABLE}`;
}
