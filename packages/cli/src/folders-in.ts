import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSystemCode } from '@batchmates/errors';

/** The folders in a folder, sorted; none where it is not there. What is being written (its name begins with a dot) is left out. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .toSorted();
}
