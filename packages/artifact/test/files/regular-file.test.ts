import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeColumns, parseJson, readRegularFile } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('only regular files are read; nothing else waits or fills memory', async () => {
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder, name);
  await writeFile(at('file'), 'text');
  await mkdir(at('folder'));
  execFileSync('mkfifo', [at('pipe')]);
  await symlink('/dev/zero', at('zero'));
  await symlink('loop', at('loop'));
  await symlink('file', at('link'));
  expect((await readRegularFile(at('link'))).toString()).toBe('text');
  for (const [name, received] of [
    ['folder', 'a folder'],
    ['pipe', 'a named pipe'],
    ['zero', 'a device'],
    ['loop', '(ELOOP)'],
    ['absent', 'no such file or directory (ENOENT)'],
    ['file/within', 'not a directory (ENOTDIR)'],
  ] as const)
    await expect(readRegularFile(at(name))).rejects.toThrow(received);
  await expect(readRegularFile(at('file'), 3)).rejects.toThrow(
    'received one of 4 bytes, where 3 are the most',
  );
});

test('JSON is read to a depth of 100 brackets, those within texts left out', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(parseJson(nested(100))).toEqual(JSON.parse(nested(100)));
  expect(parseJson(nested(101))).toBeUndefined();
  expect(parseJson(JSON.stringify(`"${nested(200)}\\`))).toBe(`"${nested(200)}\\`);
  expect(parseJson('{')).toBeUndefined();
});

test('a file of columns that ends as one and is none is refused', async () => {
  const about = { code: 'some/file', what: 'file', expected: 'columns' };
  const tail = Buffer.from('\x04\0\0\0ARROW1', 'latin1');
  const bytes = Buffer.concat([Buffer.from('\xff\xff\xff\xff', 'latin1'), tail]);
  await expect(decodeColumns(bytes, about, () => 0)).rejects.toThrow('received lengths that do not fit');
});
