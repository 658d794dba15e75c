import type { Dnnl } from './dnnl.ts';
import { libraryLocations, LIBRARY_VARIABLE } from './locations.ts';
import { tryLibrary } from './try-library.ts';
import { openLibrary, type LibraryLocation } from './open-library.ts';

/** A library that opened, or one line about why none did. */
export type FoundLibrary =
  { readonly dnnl: Dnnl; readonly reason: undefined } | { readonly dnnl: undefined; readonly reason: string };

/** Opens the first library that can be used. Never throws. */
export async function findLibrary(
  locations: readonly LibraryLocation[] = libraryLocations(),
): Promise<FoundLibrary> {
  const failures: string[] = [];
  for (const location of locations) {
    try {
      // A file that was named or fetched may be anything; what the system loader knows is a package of the system.
      const trouble = /[\\/]/.test(location.path) ? tryLibrary(location) : undefined;
      if (trouble === undefined) return { dnnl: await openLibrary(location), reason: undefined };
      failures.push(`oneDNN library "${location.path}" does not load: ${trouble}`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { dnnl: undefined, reason: summary(failures) };
}

/** A wrong library is worth a word; that a name is unknown to the system loader is not. */
function summary(failures: readonly string[]): string {
  const telling = failures.filter((failure) => !/cannot open shared object file|no such file/i.test(failure));
  const told = failures.length === 1 ? failures : telling;
  if (told.length > 0) return told.join('; ').replaceAll(/\s+/g, ' ');
  return `no oneDNN library found; install libdnnl2 or libdnnl3, or name one in ${LIBRARY_VARIABLE}`;
}
