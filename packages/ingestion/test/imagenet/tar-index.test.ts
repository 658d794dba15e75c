import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '@batchmates/stage/testing';
import { Pax } from 'tar';
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

test('a size that the file does not have is named before memory is taken for it', async () => {
  const folder = await temporaryFolder();
  for (const size of [2 ** 33 - 1, 2 ** 45, Number.MAX_SAFE_INTEGER]) {
    const { code, message } = await userError(
      index(folder, tarOf([[{ path: 'a.JPEG', size }, Buffer.alloc(512)]])),
    );
    expect(code).toBe('imagenet/bad-tar');
    expect(message).toContain(`expected ${size} bytes of a.JPEG`);
  }
});

/** A header with a field of its own at a byte, and the sum that makes it whole. */
function header(at: number, field: readonly number[]): Buffer {
  const block = Buffer.from(tarOf([['a.JPEG', new Uint8Array()]]).subarray(0, 512));
  block.set(field, at);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

test.each<[string, number, readonly number[]]>([
  ['a size in base 256 that no number holds', 124, [0x80, ...Array<number>(11).fill(0xff)]],
  ['a negative size', 124, Array<number>(12).fill(0xff)],
  ['a size in no known base', 124, [0x81, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['a time outside safe integers', 136, [0x80, ...Array<number>(11).fill(0xee)]],
])('a header with %s is a damaged tar', async (_, at, field) => {
  const folder = await temporaryFolder();
  const { code, message } = await userError(
    index(folder, Buffer.concat([header(at, field), Buffer.alloc(1024)])),
  );
  expect(code).toBe('imagenet/bad-tar');
  expect(message).toContain('some.tar');
});

test('the size of an extended header counts, and a name of its own that is not there is named', async () => {
  const folder = await temporaryFolder();
  // As GNU tar writes an entry whose size has no room in the header: 0 there, the true one before it.
  const extended = Buffer.from(new Pax({ size: 700, path: 'big.JPEG' }).encode());
  const whole = Buffer.concat([
    extended,
    tarOf([[{ path: 'x', size: 0 }, Buffer.alloc(700, 7)]]).subarray(0, 512 + 1024),
    Buffer.alloc(1024),
  ]);
  expect(await index(folder, whole)).toMatchObject([{ name: 'big.JPEG', extent: { bytes: 700 } }]);
  const { code } = await userError(index(folder, whole.subarray(0, 600)));
  expect(code).toBe('imagenet/bad-tar');
});

test('a gzip file is named, also where a tar within a tar should be', async () => {
  const folder = await temporaryFolder();
  const inner = gzipSync(tarOf([['x.JPEG', Buffer.alloc(2000, 1)]]));
  expect((await userError(index(folder, inner))).code).toBe('imagenet/gzipped-tar');
  const [entry] = await index(folder, tarOf([['n00000001.tar', inner]]));
  expect((await userError(indexTar(entry!.extent))).code).toBe('imagenet/gzipped-tar');
});
