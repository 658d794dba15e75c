import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSystemCode } from '@batchmates/errors';

/** The folders in a folder, links to folders among them, sorted; none where it is not there. What is being written (its name begins with a dot) is left out. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw error;
  });
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const folders = await Promise.all(
    shown.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(path))) ? [path] : [];
    }),
  );
  return folders.flat().toSorted();
}

async function leadsToFolder(link: string): Promise<boolean> {
  return stat(link).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
