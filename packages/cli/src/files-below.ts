import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A file and how large it is. */
export interface SizedFile {
  /** From its folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** All files in a folder and in those below it; links are none. */
export async function filesBelow(directory: string): Promise<SizedFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.map(async (file) => ({
      path: relative(directory, file).replaceAll(sep, '/'),
      bytes: (await stat(file)).size,
    })),
  );
}
