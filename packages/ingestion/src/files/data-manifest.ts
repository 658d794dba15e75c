import { fileURLToPath } from 'node:url';

/** A file of `data-manifests`: what a published data set is, with checksums. */
export function dataManifest(name: string): string {
  return fileURLToPath(new URL(`../data-manifests/${name}`, import.meta.url));
}
