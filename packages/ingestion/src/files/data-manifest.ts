import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[/\\]$/, '');

/** A file of the workspace's `data-manifests`. */
export function dataManifest(name: string): string {
  return resolve(workspaceRoot, 'data-manifests', name);
}
