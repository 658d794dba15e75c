import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[/\\]$/, '');

/** Folders where data sets are looked for, best first: `$BATCHMATES_DATA`, `data/` here, `data/` of the workspace. */
export function dataFolders(): readonly [string, ...string[]] {
  const own = process.env['BATCHMATES_DATA'];
  const folders = [resolve('data'), resolve(workspaceRoot, 'data')];
  const all = own === undefined || own === '' ? folders : [resolve(own), ...folders];
  return [...new Set(all)] as [string, ...string[]];
}

/** A file of the workspace's `data-manifests`. */
export function dataManifest(name: string): string {
  return resolve(workspaceRoot, 'data-manifests', name);
}
