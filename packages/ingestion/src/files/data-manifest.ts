import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of `data-manifests`, of the repository or of the package where that is installed: what a published data set is, with checksums. */
export function dataManifest(name: string): string {
  const installed = fileURLToPath(new URL(`../../../data-manifests/${name}`, import.meta.url));
  return existsSync(installed)
    ? installed
    : fileURLToPath(new URL(`../../../../data-manifests/${name}`, import.meta.url));
}
