import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError, hasSystemCode } from '@batchmates/errors';

/** How long to wait for an artifact that another process may be restoring. */
export interface Patience {
  /** Milliseconds since the last change in its folder, after which nobody is at it. */
  readonly quiet: number;
}

/** Milliseconds to wait at most, whatever changes. */
const LONGEST = 120_000;

/** Milliseconds between two looks. */
const PAUSE = 200;

/**
 * Does something with the artifact in `directory`, again and again while it is absent or not whole and its folder has just changed: Nx, which knows
 * no locks, removes an artifact before it restores the very same from its cache. Throws what `look` threw last.
 */
export async function whenRestored<Result>(
  directory: string,
  { quiet }: Patience,
  look: () => Promise<Result>,
): Promise<Result> {
  const end = Date.now() + LONGEST;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!isNotWhole(error) || Date.now() > end) throw error;
      if (Date.now() - (await lastChange(directory)) > quiet) throw error;
      await setTimeout(PAUSE);
    }
  }
}

/** Whether an artifact was absent, or not whole, or went while it was looked at. */
export function isNotWhole(error: unknown): boolean {
  if (hasSystemCode(error, 'ENOENT')) return true;
  return error instanceof UserError && ['artifact/missing', 'artifact/corrupt'].includes(error.code);
}

/** When something in a folder was last written, or, where there is none, beside it: milliseconds since 1970. */
async function lastChange(directory: string): Promise<number> {
  const below = await readdir(directory, { recursive: true }).catch(() => undefined);
  const paths =
    below === undefined ? [dirname(directory)] : [directory, ...below.map((path) => join(directory, path))];
  const times = await Promise.all(
    paths.map((path) =>
      lstat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.reduce((last, each) => Math.max(last, each), 0);
}
