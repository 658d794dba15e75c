import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError, hasSystemCode } from '@batchmates/errors';

/** Where a command writes a folder of files. */
export interface NewFolder {
  /** An empty folder to write into; it takes the place of `folder` when all is written. */
  readonly output: string;
  /** Absolute path of the folder that was asked for, a sibling of `output`. */
  readonly folder: string;
}

/**
 * Fills the folder that a person asked for, whole or not at all: `fill` writes into a sibling, which is renamed when it is done and removed
 * when it throws. A folder with a file called `replaces` was written so before, and is replaced. Throws a `UserError` (`folder/not-empty`) when something
 * else is there.
 */
export async function fillNewFolder<Result>(
  asked: string,
  fill: (place: NewFolder) => Promise<Result>,
  { replaces }: { readonly replaces?: string } = {},
): Promise<Result> {
  const folder = resolve(asked);
  const isReplaced = replaces !== undefined && existsSync(join(folder, replaces));
  if (!isReplaced) await refuseFull(asked, folder);
  await mkdir(dirname(folder), { recursive: true });
  const output = join(dirname(folder), `.${basename(folder)}.partial-${process.pid}`);
  const before = join(dirname(folder), `.${basename(folder)}.replaced-${process.pid}`);
  try {
    await mkdir(output);
    const result = await fill({ output, folder });
    if (isReplaced) {
      await rename(folder, before);
    } else {
      await refuseFull(asked, folder);
      await rmdir(folder).catch(unlessAbsent);
    }
    await rename(output, folder).catch(async (error: unknown) => {
      if (isReplaced) await rename(before, folder);
      throw error;
    });
    return result;
  } finally {
    await rm(output, { recursive: true, force: true });
    await rm(before, { recursive: true, force: true });
  }
}

async function refuseFull(asked: string, folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOTDIR')) return ['a file'];
    unlessAbsent(error);
    return [];
  });
  if (entries.length === 0) return;
  throw new UserError({
    code: 'folder/not-empty',
    what: `option --output ${asked}`,
    expected: 'a folder that is empty or not there yet',
    received: `one with ${entries[0]}`,
    remedy: 'name another one',
  });
}

function unlessAbsent(error: unknown): void {
  if (!hasSystemCode(error, 'ENOENT')) throw error;
}
