import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasSystemCode } from '@batchmates/errors';

/**
 * Digests of contents by the state in which they were read (inode, size, times), kept in `.cache` between commands. A lost
 * or damaged memory costs time and nothing else.
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
      mkdirSync(dirname(file), { recursive: true });
      const partial = `${file}.${process.pid}`;
      writeFileSync(partial, JSON.stringify(Object.fromEntries([...entries].slice(-ENTRIES))));
      renameSync(partial, file);
    },
  };
}

function read(file: string): Record<string, string> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Record<string, string>) : {};
  } catch (error) {
    if (error instanceof SyntaxError || hasSystemCode(error, 'ENOENT')) return {};
    throw error;
  }
}
