import { resolve } from 'node:path';
import { workspaceRoot } from './workspace-root.ts';

/**
 * Folders where data sets and other files of the user are looked for, best first: `$BATCHMATES_DATA`, and `data/` of the workspace. From where
 * a command is called does not count: a relative `$BATCHMATES_DATA` starts at the workspace, too.
 */
export function dataFolders(): readonly [string, ...string[]] {
  const own = process.env['BATCHMATES_DATA'];
  const data = resolve(workspaceRoot, 'data');
  return own === undefined || own === '' ? [data] : [resolve(workspaceRoot, own), data];
}
