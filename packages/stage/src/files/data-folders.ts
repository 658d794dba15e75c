import { resolve } from 'node:path';
import { findWorkspace } from '@batchmates/errors';

/**
 * Folders where data sets and other files of the user are looked for, best first: `$BATCHMATES_DATA`, and `data/` of the workspace. From where
 * in it a command is called does not count: a relative `$BATCHMATES_DATA` starts at the workspace, too.
 */
export function dataFolders(): readonly [string, ...string[]] {
  const own = process.env['BATCHMATES_DATA'];
  const workspace = findWorkspace();
  const data = resolve(workspace, 'data');
  return own === undefined || own === '' ? [data] : [resolve(workspace, own), data];
}
