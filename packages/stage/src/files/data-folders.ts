import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[/\\]$/, '');

/**
 * Folders where data sets and other files of the user are looked for, best first: `$BATCHMATES_DATA`, and `data/` of the workspace. From where
 * a command is called does not count: a relative `$BATCHMATES_DATA` starts at the workspace, too.
 */
export function dataFolders(): readonly [string, ...string[]] {
  const own = process.env['BATCHMATES_DATA'];
  const data = resolve(workspaceRoot, 'data');
  return own === undefined || own === '' ? [data] : [resolve(workspaceRoot, own), data];
}
