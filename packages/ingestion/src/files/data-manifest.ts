import { resolve } from 'node:path';
import { workspaceRoot } from '@batchmates/stage';

/** A file of the workspace's `data-manifests`. */
export function dataManifest(name: string): string {
  return resolve(workspaceRoot, 'data-manifests', name);
}
