import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The workspace of a folder, the working directory by default: the nearest folder at or above it with an `nx.json`, or with
 * `pipelines/` beside a `package.json`; the folder itself when there is none.
 */
export function findWorkspace(directory: string = process.cwd()): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    const has = (name: string): boolean => existsSync(join(folder, name));
    if (has('nx.json') || (has('pipelines') && has('package.json'))) return folder;
    if (dirname(folder) === folder) return directory;
  }
}
