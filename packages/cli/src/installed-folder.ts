import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package that code in the folder `from` gets by a name, as Node finds it; undefined when there is none. */
export function installedFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found)) return found;
    if (dirname(folder) === folder) return undefined;
  }
}
