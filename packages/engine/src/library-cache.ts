import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

/** Where `batchmates setup` puts a native library that it fetches or builds, by its name: the repository's cache, or the user's where this is installed. */
export function libraryCache(name: string): string {
  return import.meta.url.endsWith('.ts')
    ? fileURLToPath(new URL(`../../../.cache/${name}`, import.meta.url))
    : join(envPaths('batchmates', { suffix: '' }).cache, name);
}
