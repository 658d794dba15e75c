import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, type FileChange } from './file-change.ts';

/** What runs leave, as lines of `.gitignore`: those that are missing, in a block at its end. */
export async function changeGitIgnore(folder: string, { nx }: { readonly nx: boolean }): Promise<FileChange> {
  const file = '.gitignore';
  const before = await readIfThere(folder, file);
  const lines = (before ?? '').split(/\r?\n/).map((line) => line.trim());
  const wanted = ['node_modules/', 'artifacts/', '.cache/', ...(nx ? ['.nx/'] : [])];
  // Images are kept out; but a folder `data` that is there is somebody's, and may be meant to be kept.
  const all = existsSync(join(folder, 'data')) ? wanted : [...wanted, 'data/'];
  const missing = all.filter((entry) => !spellings(entry).some((spelling) => lines.includes(spelling)));
  if (missing.length === 0) return { file, added: [], left: [] };
  const end = before?.includes('\r\n') === true ? '\r\n' : '\n';
  const block = ['# batchmates', ...missing, ''].join(end);
  if (before === undefined || before.trim() === '') return { file, content: block, added: [], left: [] };
  return { file, content: `${before.replace(/\s*$/, '')}${end}${end}${block}`, added: missing, left: [] };
}

function spellings(entry: string): readonly string[] {
  const name = entry.slice(0, -1);
  return [name, `${name}/`, `/${name}`, `/${name}/`, `**/${name}`, `**/${name}/`, `${name}/*`, `${name}/**`];
}
