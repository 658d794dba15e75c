import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { indexTar } from '../../src/imagenet/tar-index.ts';
import { userError } from '../user-error.ts';
import { tarOf, type EntryHeader } from '../tar-of.ts';

async function index(folder: string, tar: Uint8Array) {
  const path = join(folder, 'some.tar');
  await writeFile(path, tar);
  return indexTar(path);
}

test('names and places of the regular files, also of long names and of a tar within a tar', async () => {
  const folder = await temporaryFolder();
  const long = `${'deep/'.repeat(30)}ä name of many bytes.JPEG`;
  const inner = tarOf([['x.JPEG', Buffer.from('inner image')]]);
  const entries = [
    ['a.JPEG', Buffer.alloc(1000, 1)],
    [{ path: 'folder/', type: 'Directory' }, new Uint8Array()],
    [long, Buffer.from('long')],
    ['n00000001.tar', inner],
  ] as const;
  const found = await index(folder, tarOf(entries));
  expect(found.map(({ name }) => name)).toEqual(['a.JPEG', long, 'n00000001.tar']);
  const bytes = await readFile(join(folder, 'some.tar'));
  const contentOf = ({ start, bytes: length }: { start: number; bytes: number }) =>
    bytes.subarray(start, start + length);
  expect(contentOf(found[0]!.extent).equals(Buffer.alloc(1000, 1))).toBe(true);
  expect(contentOf(found[1]!.extent).toString()).toBe('long');
  const [nested] = await indexTar(found[2]!.extent);
  expect(contentOf(nested!.extent).toString()).toBe('inner image');
});

test.each<[EntryHeader, string]>([
  [{ path: '../evil.JPEG' }, 'a path with ..'],
  [{ path: 'a/../../evil.JPEG' }, 'a path with ..'],
  [{ path: '/etc/evil.JPEG' }, 'an absolute path'],
  [{ path: 'link.JPEG', type: 'SymbolicLink', linkpath: '/etc/passwd' }, 'a SymbolicLink'],
  [{ path: 'hard.JPEG', type: 'Link', linkpath: 'other' }, 'a Link'],
])('entry %j is refused', async (header, received) => {
  const folder = await temporaryFolder();
  const linked = header.type !== undefined;
  const tar = tarOf([[header, linked ? new Uint8Array() : Buffer.from('x')]]);
  const { code, message } = await userError(index(folder, tar));
  expect(code).toBe('imagenet/unsafe-entry');
  expect(message).toContain(`received ${received}`);
  expect(message).toContain(header.path);
});

test('a truncated or foreign file is named with where it breaks', async () => {
  const folder = await temporaryFolder();
  const tar = tarOf([['a.JPEG', Buffer.alloc(3000)]]);
  for (const bytes of [tar.subarray(0, 2000), tar.subarray(0, 100), Buffer.alloc(1024, 'text')]) {
    const { code, message } = await userError(index(folder, bytes));
    expect(code).toBe('imagenet/bad-tar');
    expect(message).toContain('some.tar');
  }
});

test('an empty tar has no entries', async () => {
  const folder = await temporaryFolder();
  expect(await index(folder, tarOf([]))).toEqual([]);
  expect(await index(folder, new Uint8Array())).toEqual([]);
});
