import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemFailure } from '@batchmates/errors';

/**
 * Digests of contents by the state in which they were read (inode, size, times), kept in `.cache` between commands. A lost
 * or damaged memory costs time and nothing else, and so does one that cannot be written.
 */
export interface DigestMemory {
  recall(state: string): string | undefined;
  remember(state: string, digest: string): void;
  /** Writes what was learnt; commands that run at the same time may overwrite each other's. */
  save(): void;
}

/** More than a workspace's packages and data need; the oldest go first. */
const ENTRIES = 20_000;

/** Opens the memory of a workspace: `.cache/digests.json`. */
export function openDigestMemory(root: string): DigestMemory {
  const file = join(root, '.cache', 'digests.json');
  const entries = new Map(Object.entries(read(file)));
  let learnt = false;
  return {
    recall: (state) => entries.get(state),
    remember(state, digest) {
      entries.set(state, digest);
      learnt = true;
    },
    save() {
      if (!learnt) return;
      learnt = false;
      try {
        write(file, JSON.stringify(Object.fromEntries([...entries].slice(-ENTRIES))));
      } catch (error) {
        if (systemFailure(error) === undefined) throw error;
      }
    },
  };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}

function read(file: string): Record<string, string> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Record<string, string>) : {};
  } catch (error) {
    if (error instanceof SyntaxError || systemFailure(error) !== undefined) return {};
    throw error;
  }
}
