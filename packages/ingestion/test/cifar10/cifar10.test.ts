import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { colourSums, pixelNormalisation } from '@batchmates/dataset';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { cifar10 } from '../../src/index.ts';
import { ingest } from '../ingest.ts';
import { tarOf } from '../tar-of.ts';
import { userError, userErrors } from '../user-error.ts';
import { pixel, records, tarGz, tinyCifar, writeTinyCifar } from './tiny-cifar.ts';

afterEach(() => vi.unstubAllEnvs());

test('the official split: planes become interleaved pixels, padded, statistics of the unpadded training images', async () => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  const run = await ingest(cifar10, folder, { ...params, pad: 1 });
  const dataset = await run.dataset();
  expect(dataset.info).toMatchObject({
    shape: { height: 4, width: 5, channels: 3 },
    classNames: ['cat', 'dog', 'owl'],
    padding: 1,
    description: 'Tiny CIFAR, official split',
  });
  const [train, held] = [await dataset.split('train'), await dataset.split('test')];
  expect([train.length, held.length, run.advanced]).toEqual([3 * records, records, 4 * records]);
  const at = records + 4;
  expect([train.id(at), train.labels[at]]).toEqual(['data_batch_2:4', 1]);
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 5; x++) {
      const inside = y > 0 && y < 3 && x > 0 && x < 4;
      const expected = [0, 1, 2].map((channel) => (inside ? pixel(1, 4, channel, y - 1, x - 1) & 255 : 0));
      expect([...train.image(at).subarray((y * 5 + x) * 3, (y * 5 + x) * 3 + 3)]).toEqual(expected);
    }
  }
  const unpadded: number[] = [];
  for (let file = 0; file < 3; file++) {
    for (let record = 0; record < records; record++) {
      for (let y = 0; y < 2; y++) {
        for (let x = 0; x < 3; x++)
          unpadded.push(...[0, 1, 2].map((c) => pixel(file, record, c, y, x) & 255));
      }
    }
  }
  expect(dataset.info.normalisation).toEqual(
    await pixelNormalisation(colourSums(Uint8Array.from(unpadded), 3)),
  );
});

test('a hold-out split tests on one training file and trains on the others, or on those named', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  const params = await writeTinyCifar(folder, tiny);
  await rm(join(folder, 'data/test_batch.bin'));
  const all = await ingest(cifar10, folder, {
    ...params,
    split: { kind: 'holdout', heldOut: 'data_batch_2' },
  });
  const ids = async (run: typeof all, split: string) => {
    const opened = await (await run.dataset()).split(split);
    return [...new Set(Array.from({ length: opened.length }, (_, index) => opened.id(index).split(':')[0]))];
  };
  expect(await ids(all, 'train')).toEqual(['data_batch_1', 'data_batch_3']);
  expect(await ids(all, 'test')).toEqual(['data_batch_2']);
  const split = { kind: 'holdout' as const, heldOut: 'data_batch_2', train: ['data_batch_3.bin'] };
  const named = await ingest(cifar10, folder, { ...params, split });
  expect(await ids(named, 'train')).toEqual(['data_batch_3']);
  expect((await named.dataset()).info.description).toContain('data_batch_3');
});

test('a subset has equally many images of each class, the first ones', async () => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  const run = await ingest(cifar10, folder, { ...params, trainImages: 9, testImages: 3 });
  const dataset = await run.dataset();
  const train = await dataset.split('train');
  expect([...train.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  expect(train.id(8)).toBe('data_batch_2:2');
  expect((await dataset.split('test')).length).toBe(3);
});

test('archives are read as well, whatever else they hold', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  const params = await writeTinyCifar(folder, tiny);
  await writeFile(join(folder, 'tiny.tar.gz'), tiny.archive);
  const fromFolder = await ingest(cifar10, folder, params);
  const fromArchive = await ingest(cifar10, folder, { ...params, source: 'tiny.tar.gz' });
  const [a, b] = await Promise.all([fromFolder.dataset(), fromArchive.dataset()]);
  const [x, y] = [await a.split('train'), await b.split('train')];
  for (let index = 0; index < x.length; index++) expect(y.image(index)).toEqual(x.image(index));
});

test('by itself it looks in BATCHMATES_DATA for the folder, then for the archive', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  await writeTinyCifar(folder, tiny);
  const inner = join(folder, 'elsewhere', 'tiny-batches-bin');
  await mkdir(inner, { recursive: true });
  vi.stubEnv('BATCHMATES_DATA', join(folder, 'elsewhere'));
  await writeFile(join(folder, 'elsewhere/tiny.tar.gz'), tiny.archive);
  const archived = await ingest(cifar10, folder, { manifest: 'manifest.json' });
  expect(archived.report).toMatchObject({ source: join(folder, 'elsewhere/tiny.tar.gz') });
  for (const [name, bytes] of tiny.contents) await writeFile(join(inner, name), bytes);
  const found = await ingest(cifar10, folder, { manifest: 'manifest.json' });
  expect(found.report).toMatchObject({ source: inner });
});

test('some files without the others is a mistake, not a reason to download', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  await writeTinyCifar(folder, tiny);
  await rm(join(folder, 'data/test_batch.bin'));
  vi.stubEnv('BATCHMATES_DATA', join(folder, 'data'));
  for (const params of [{ manifest: 'manifest.json' }, { manifest: 'manifest.json', source: 'data' }]) {
    const { code, message } = await userError(ingest(cifar10, folder, params));
    expect(code).toBe('cifar10/missing-files');
    expect(message).toContain(join(folder, 'data'));
    expect(message).toContain('also test_batch.bin');
    expect(message).toContain('holdout');
  }
});

test('a file of the wrong size is named', async () => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  await writeFile(join(folder, 'data/data_batch_3.bin'), new Uint8Array(100));
  const { message } = await userError(ingest(cifar10, folder, params));
  expect(message).toMatch(/file data_batch_3.bin of .*data: expected 114 bytes, received 100; .*replace it/);
});

test('a file with the wrong checksum is named', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  const params = await writeTinyCifar(folder, tiny);
  await writeFile(
    join(folder, 'data/data_batch_1.bin'),
    tiny.contents.get('data_batch_1.bin')!.map((b) => b ^ 1),
  );
  const { code, message } = await userError(ingest(cifar10, folder, params));
  expect(code).toBe('cifar10/checksum');
  expect(message).toContain('data_batch_1.bin');
});

test('a label byte without a class is named with its record', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar((name, bytes) => {
    if (name === 'data_batch_2.bin') bytes[19 * 4] = 3;
  });
  const { message } = await userError(ingest(cifar10, folder, await writeTinyCifar(folder, tiny)));
  expect(message).toContain('file data_batch_2.bin, record 4: expected a label byte from 0 to 2, received 3');
});

test('a truncated, foreign or incomplete archive is named', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  const params = await writeTinyCifar(folder, tiny);
  const archive = join(folder, 'tiny.tar.gz');
  for (const bytes of [tiny.archive.subarray(0, tiny.archive.length >> 1), Buffer.from('no gzip at all')]) {
    await writeFile(archive, bytes);
    const error = await userError(ingest(cifar10, folder, { ...params, source: 'tiny.tar.gz' }));
    expect([error.code, error.message.includes(archive)]).toEqual(['cifar10/bad-archive', true]);
  }
  const some = new Map([...tiny.contents].slice(1));
  await writeFile(archive, tarGz(some, 'tiny-batches-bin'));
  const error = await userError(ingest(cifar10, folder, { ...params, source: 'tiny.tar.gz' }));
  expect(error.message).toContain('data_batch_1.bin');
});

test.each([
  [{ source: 'nowhere' }, 'nothing there'],
  [{ trainImages: 10 }, 'a multiple of the 3 classes, received 10'],
  [{ testImages: 30 }, 'testImages: 30: expected 10 images of class cat, received 2'],
  [{ split: { kind: 'holdout', heldOut: 'data_batch_9' } }, 'received data_batch_9'],
  [{ split: { kind: 'holdout', heldOut: 'data_batch_1', train: ['data_batch_1'] } }, 'data_batch_1 twice'],
] as const)('params %j are refused', async (more, message) => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  expect(
    (await userError(ingest(cifar10, folder, { ...params, ...structuredClone(more) } as object))).message,
  ).toContain(message);
});

test('all mistakes of a manifest are reported at once', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  const params = await writeTinyCifar(folder, tiny);
  const bad = { ...tiny.manifest, classes: ['one'], files: [{ ...tiny.manifest.files[0], md5: 'xyz' }] };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(bad));
  const messages = await userErrors(ingest(cifar10, folder, params));
  expect(messages.map((message) => /manifest.json, (\S+):/.exec(message)?.[1])).toEqual([
    'classes',
    'files.0.md5',
  ]);
  await writeFile(join(folder, 'manifest.json'), '{');
  expect((await userError(ingest(cifar10, folder, params))).code).toBe('cifar10/manifest');
});

test('an aborted run stops', async () => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  const signal = AbortSignal.abort(new Error('stop'));
  await expect(ingest(cifar10, folder, params, { signal })).rejects.toThrow();
});

test.each([
  ['batches.meta', 'the Python version \\(pickles\\)'],
  ['batches.meta.mat', 'the Matlab version'],
  ['fine_label_names.txt', 'CIFAR-100'],
])('another form of CIFAR is named, not taken for missing files (%s)', async (file, form) => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  await rm(join(folder, 'data'), { recursive: true });
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', file), '');
  const { message } = await userError(ingest(cifar10, folder, params));
  expect(message).toMatch(
    new RegExp(`expected CIFAR-10, binary version, received ${form}; get cifar-10-binary`),
  );
});

test('files a folder too deep, as some unpackers leave them, are found', async () => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  const { archive } = JSON.parse(await readFile(join(folder, params.manifest), 'utf8')) as {
    archive: { folder: string };
  };
  await mkdir(join(folder, 'outer', archive.folder), { recursive: true });
  await rename(join(folder, 'data'), join(folder, 'outer', archive.folder, archive.folder));
  const run = await ingest(cifar10, folder, { ...params, source: 'outer' });
  expect((await (await run.dataset()).split('train')).length).toBe(3 * records);
});

test.each([
  ['cifar-10-batches-py', 'the Python version'],
  ['cifar-10-python.tar.gz', 'the Python version'],
  ['cifar-10-batches-mat', 'the Matlab version'],
  ['cifar-100-binary', 'CIFAR-100'],
  ['cifar-100-python.tar', 'CIFAR-100'],
])(
  'by itself it names another form beside the place of the files, and downloads nothing (%s)',
  async (name, form) => {
    const folder = await temporaryFolder();
    await writeTinyCifar(folder, await tinyCifar());
    await mkdir(join(folder, 'store', name), { recursive: true });
    vi.stubEnv('BATCHMATES_DATA', join(folder, 'store'));
    const { code, message } = await userError(ingest(cifar10, folder, { manifest: 'manifest.json' }));
    expect(code).toBe('cifar10/other-form');
    expect(message).toContain(join(folder, 'store', name));
    expect(message).toMatch(new RegExp(`received ${form}.*set \`source: download\``));
  },
);

test.each<[string, readonly string[], RegExp]>([
  ['pickles', ['batches.meta', 'data_batch_1', 'test_batch'], /received the Python version \(pickles\); get/],
  ['CIFAR-100', ['train.bin', 'test.bin', 'coarse_label_names.txt'], /received CIFAR-100; get/],
  [
    'another archive',
    ['a.jpg', 'b.jpg'],
    /expected also data_batch_1\.bin.*received a\.jpg, b\.jpg; name another/,
  ],
  ['an empty archive', [], /expected a whole \.tar\.gz or \.tar, received .*; get it again, name another/],
])('an archive of %s is named, never "no such entry"', async (_, names, expected) => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  await writeFile(
    join(folder, 'tiny.tar'),
    tarOf(names.map((name) => [`some/${name}`, Buffer.from('x')] as const)),
  );
  const { message } = await userError(ingest(cifar10, folder, { ...params, source: 'tiny.tar' }));
  expect(message).toMatch(expected);
  expect(message).not.toContain('delete');
});

test('a plain tar is read, by name and in a data folder', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  await writeTinyCifar(folder, tiny);
  await mkdir(join(folder, 'store'));
  await writeFile(join(folder, 'store/tiny.tar'), gunzipSync(tiny.archive));
  vi.stubEnv('BATCHMATES_DATA', join(folder, 'store'));
  for (const source of ['auto', 'store', 'store/tiny.tar']) {
    const run = await ingest(cifar10, folder, { manifest: 'manifest.json', source });
    expect(run.report).toMatchObject({ source: join(folder, 'store/tiny.tar'), images: 4 * records });
  }
});

test('an entry, or a file, of another size than the official one is not read at all', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  const params = await writeTinyCifar(folder, tiny);
  // A file of 1 TB, of which nothing is on the disk: reading it would take all memory.
  await truncate(join(folder, 'data/data_batch_2.bin'), 2 ** 40);
  expect((await userError(ingest(cifar10, folder, params))).message).toMatch(
    /file data_batch_2\.bin of .*: expected 114 bytes, received 1099511627776/,
  );
  const tar = tarOf([
    [{ path: 'x/data_batch_1.bin', size: 2 ** 33 - 1 }, new Uint8Array(512)],
    ['x/readme', Buffer.from('x')],
  ]);
  await writeFile(join(folder, 'tiny.tar'), tar);
  expect((await userError(ingest(cifar10, folder, { ...params, source: 'tiny.tar' }))).message).toMatch(
    /file data_batch_1\.bin of .*: expected 114 bytes, received 8589934591/,
  );
});

test('a pipe or a folder in the place of a file, and a file that is no archive, are named', async () => {
  const folder = await temporaryFolder();
  const params = await writeTinyCifar(folder, await tinyCifar());
  await rm(join(folder, 'data/test_batch.bin'));
  execFileSync('mkfifo', [join(folder, 'data/test_batch.bin'), join(folder, 'tiny.tar.gz')]);
  expect((await userError(ingest(cifar10, folder, params))).message).toMatch(/received a named pipe/);
  const archive = { ...params, source: 'tiny.tar.gz' };
  expect((await userError(ingest(cifar10, folder, archive))).message).toMatch(/received a named pipe/);
  await rm(join(folder, 'data/test_batch.bin'));
  await mkdir(join(folder, 'data/test_batch.bin'));
  expect((await userError(ingest(cifar10, folder, params))).message).toMatch(/received a folder/);
});
