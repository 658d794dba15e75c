import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Version } from './dnnl.ts';
import type { LibraryLocation } from './open-library.ts';
import type { Trial } from './try-library.ts';

/** A file that could be used, as it was then. */
interface Entry {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly version: Version;
}

/**
 * Tries a library, unless `memory` (a JSON file) says that it was usable and its size and time of modification are the same: a
 * trial costs a process. What failed is tried again every time. A memory that cannot be read or written is done without.
 */
export function tryOnce(
  location: LibraryLocation,
  memory: string,
  attempt: (location: LibraryLocation) => Trial,
): Trial {
  const stats = statSync(location.path, { throwIfNoEntry: false });
  if (stats === undefined) return { trouble: 'no such file' };
  const now = { bytes: stats.size, modifiedMs: stats.mtimeMs };
  const known = read(memory);
  const entry = known[location.path];
  if (entry?.bytes === now.bytes && entry.modifiedMs === now.modifiedMs) return { version: entry.version };
  const trial = attempt(location);
  if (trial.version !== undefined) {
    write(memory, { ...known, [location.path]: { ...now, version: trial.version } });
  }
  return trial;
}

function read(file: string): Record<string, Entry | undefined> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Record<string, Entry>;
  } catch {
    return {};
  }
}

function write(file: string, entries: Readonly<Record<string, Entry | undefined>>): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, `${JSON.stringify(entries, null, 2)}\n`);
    renameSync(unfinished, file);
  } catch {
    return;
  }
}
