import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { dirname } from 'node:path';
import type { Version } from './dnnl.ts';
import type { LibraryLocation } from './open-library.ts';
import type { Trial } from './try-library.ts';

/** A library that could be used, and under what. */
interface Entry {
  readonly state: string;
  readonly version: Version;
}

/**
 * Tries a library, unless `memory` (a JSON file) says that it was usable on such a machine, and size and time of it and its companions are the same: a
 * trial costs a process. What failed is tried again every time. A memory that cannot be read or written is done without.
 */
export function tryOnce(
  location: LibraryLocation,
  memory: string,
  attempt: (location: LibraryLocation) => Trial,
): Trial {
  const { path, companions } = location;
  if (!existsSync(path)) return { trouble: 'no such file' };
  const files = [path, ...companions].map((file) => {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
    return [file, size, mtimeMs];
  });
  const state = JSON.stringify([...files, cpus()[0]?.model, release()]);
  const known = read(memory);
  const entry = known[path];
  if (entry?.state === state) return { version: entry.version };
  const trial = attempt(location);
  if (trial.version !== undefined) write(memory, { ...known, [path]: { state, version: trial.version } });
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
