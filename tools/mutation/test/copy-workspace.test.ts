import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyWorkspace, keepOriginals } from '../src/copy-workspace.ts';

test('own packages are those of the copy, installed ones and the cache those of the repository', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'copy-workspace-')));
  const write = async (path: string, text: string) => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('packages/a/src/index.ts', 'export {};');
  await write('packages/a/node_modules/nested/index.js', 'nested');
  await write('tools/t/x.mjs', '');
  await write('.gitignore', 'node_modules\n.cache\nignored\n');
  await write('ignored', '');
  await write('.cache/engine', 'fetched');
  await write('node_modules/plain/index.js', 'plain');
  await write('node_modules/@others/scoped/index.js', 'scoped');
  await mkdir(join(root, 'node_modules/@batchmates'));
  await symlink('../../packages/a', join(root, 'node_modules/@batchmates/a'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });

  const copy = join(root, '.cache/copy');
  copyWorkspace(root, copy);
  expect(await readFile(join(copy, 'packages/a/src/index.ts'), 'utf8')).toBe('export {};');
  expect(existsSync(join(copy, 'ignored'))).toBe(false);
  const real = (path: string) => realpath(join(copy, path));
  expect(await real('node_modules/@batchmates/a')).toBe(join(copy, 'packages/a'));
  expect(await real('node_modules/plain')).toBe(join(root, 'node_modules/plain'));
  expect(await real('node_modules/@others/scoped')).toBe(join(root, 'node_modules/@others/scoped'));
  expect(await real('packages/a/node_modules/nested')).toBe(join(root, 'packages/a/node_modules/nested'));
  expect(await real('.cache/engine')).toBe(join(root, '.cache/engine'));

  keepOriginals(copy, 'packages/a', join(root, '.cache/originals'));
  expect(existsSync(join(root, '.cache/originals/packages/a/src/index.ts'))).toBe(true);
});
