import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Room that files take, in bytes. */
export interface DiskUse {
  /** Each file counted once, however many links lead to it. */
  readonly bytes: number;
  /** What their removal frees: of files to which no other link leads. */
  readonly freed: number;
}

/** Room that all files in some folders take together. */
export async function diskUse(folders: readonly string[]): Promise<DiskUse> {
  const files = new Map<string, { readonly size: number; readonly links: number; found: number }>();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) continue;
      const { dev, ino, size, nlink } = await lstat(join(entry.parentPath, entry.name));
      const file = files.get(`${dev}:${ino}`) ?? { size, links: nlink, found: 0 };
      file.found++;
      files.set(`${dev}:${ino}`, file);
    }
  }
  const all = [...files.values()];
  const sum = (of: typeof all): number => of.reduce((before, { size }) => before + size, 0);
  return { bytes: sum(all), freed: sum(all.filter(({ links, found }) => found >= links)) };
}
