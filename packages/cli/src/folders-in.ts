import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSystemCode } from '@batchmates/errors';

/** The folders in a folder, and links to some, sorted; none where it is not there. What is being written (its name begins with a dot) is left out. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw error;
  });
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .filter((entry) =>
      entry.isSymbolicLink() ? leadsToFolder(join(folder, entry.name)) : entry.isDirectory(),
    )
    .map(({ name }) => join(folder, name))
    .toSorted();
}

function leadsToFolder(link: string): boolean {
  return statSync(link, { throwIfNoEntry: false })?.isDirectory() === true;
}
