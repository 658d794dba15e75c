import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError, hasSystemCode } from '@batchmates/errors';

/**
 * Makes a folder whole or not at all: `fill` writes into a temporary sibling of `directory`, which is renamed into place. When
 * anything throws, the sibling is removed and what stood at `directory` before still stands. Siblings left by killed processes
 * are removed. Throws what `fill` throws; a full disk becomes a `UserError` (`artifact/disk-full`).
 */
export async function placeFolder(place: string, fill: (sibling: string) => Promise<void>): Promise<void> {
  const directory = resolve(place);
  try {
    await mkdir(dirname(directory), { recursive: true });
    await removeLeftovers(directory);
    const sibling = siblingOf(directory);
    try {
      await mkdir(sibling);
      await fill(sibling);
      await replace(directory, sibling);
    } finally {
      await rm(sibling, { recursive: true, force: true });
    }
  } catch (error) {
    throw asDiskFull(error, directory);
  }
}

async function replace(directory: string, whole: string): Promise<void> {
  const former = siblingOf(directory);
  // A folder cannot be renamed onto a non-empty one, so the former artifact steps aside first.
  const stepped = await rename(directory, former).then(
    () => true,
    (error: unknown) => {
      if (hasSystemCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
  try {
    await rename(whole, directory);
  } catch (error) {
    if (stepped) await rename(former, directory);
    throw error;
  }
  await rm(former, { recursive: true, force: true });
}

function siblingOf(directory: string): string {
  return join(
    dirname(directory),
    `.${basename(directory)}.partial-${process.pid}-${randomUUID().slice(0, 8)}`,
  );
}

async function removeLeftovers(directory: string): Promise<void> {
  const prefix = `.${basename(directory)}.partial-`;
  for (const name of await readdir(dirname(directory))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await rm(join(dirname(directory), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, but another user's.
    return hasSystemCode(error, 'EPERM');
  }
}

function asDiskFull(error: unknown, directory: string): unknown {
  if (!hasSystemCode(error, 'ENOSPC') && !hasSystemCode(error, 'EDQUOT')) return error;
  return new UserError({
    code: 'artifact/disk-full',
    what: `writing ${directory}`,
    expected: 'room on the disk',
    received: 'none left',
    remedy:
      'free some (npx batchmates clean removes artifacts that no pipeline names any more) and run again; nothing half-written was kept',
    cause: error,
  });
}
