import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { RecordBatchFileWriter, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colourSums, createDatasetWriter, openDataset, splitFromShared, type Row } from '../src/index.ts';

const classNames = ['cat', 'dog', 'ä b'];

function rows(bytes: fc.Arbitrary<Uint8Array>, minLength: number): fc.Arbitrary<Row[]> {
  const row = fc.record({
    id: fc.string({ unit: 'grapheme' }),
    label: fc.integer({ min: 0, max: 2 }),
    image: bytes,
  });
  return fc.array(row, { minLength, maxLength: 12 });
}

function exactly(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

async function write(directory: string, options: object, train: Row[], test: Row[]) {
  const writer = createDatasetWriter({
    directory,
    description: 'a test',
    classNames,
    encoding: 'raw',
    image: { height: 2, width: 3, channels: 3 },
    ...options,
  });
  try {
    for (const row of train) await writer.add('train', row);
    for (const row of test) await writer.add('test', row);
    return await writer.finish();
  } finally {
    await writer.close();
  }
}

async function read(directory: string, split: string): Promise<Row[]> {
  const opened = await (await openDataset(directory)).split(split);
  return [...opened.labels].map((label, index) => ({
    id: opened.id(index),
    label,
    image: opened.image(index),
  }));
}

function plain(rows: readonly Row[]) {
  return rows.map(({ id, label, image }) => ({ id, label, image: [...image] }));
}

test('raw images come back as they were, over any number of shards', async () => {
  await fc.assert(
    fc.asyncProperty(rows(exactly(18), 1), rows(exactly(18), 0), fc.boolean(), async (train, test, small) => {
      const folder = await temporaryFolder();
      const info = await write(folder, { shardBytes: small ? 1 : 2 ** 20 }, train, test);
      expect(plain(await read(folder, 'train'))).toEqual(plain(train));
      const dataset = await openDataset(folder);
      expect(dataset.info).toEqual(info);
      expect(dataset.splits).toEqual(test.length > 0 ? ['train', 'test'] : ['train']);
      if (test.length > 0) expect(plain(await read(folder, 'test'))).toEqual(plain(test));
    }),
    { numRuns: 40 },
  );
});

test('encoded images of different lengths come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(rows(fc.uint8Array({ maxLength: 60 }), 1), async (train) => {
      const folder = await temporaryFolder();
      const coloured = train.map((row) => ({ ...row, colour: colourSums(Uint8Array.of(1, 2, 3), 3) }));
      await write(folder, { encoding: 'encoded' }, coloured, train);
      expect(plain(await read(folder, 'train'))).toEqual(plain(train));
      expect(plain(await read(folder, 'test'))).toEqual(plain(train));
    }),
    { numRuns: 40 },
  );
});

test('padding surrounds the image with zeros and does not enter the normalisation', async () => {
  const folder = await temporaryFolder();
  const image = Uint8Array.from({ length: 18 }, (_, index) => 10 + index);
  const padded = await write(folder, { padding: 2 }, [{ id: 'a', label: 0, image }], []);
  expect(padded.shape).toEqual({ height: 6, width: 7, channels: 3 });
  expect(padded.normalisation.mean[0]).toBeCloseTo((10 + 13 + 16 + 19 + 22 + 25) / 6 / 255, 12);
  const [row] = await read(folder, 'train');
  const pixel = (y: number, x: number) => [...row!.image.subarray((y * 7 + x) * 3, (y * 7 + x) * 3 + 3)];
  for (let y = 0; y < 6; y++) {
    for (let x = 0; x < 7; x++) {
      const inside = y >= 2 && y < 4 && x >= 2 && x < 5;
      const from = ((y - 2) * 3 + (x - 2)) * 3;
      expect(pixel(y, x), `${y},${x}`).toEqual(inside ? [...image.subarray(from, from + 3)] : [0, 0, 0]);
    }
  }
});

test('many record batches and shards keep the order of the images', async () => {
  const folder = await temporaryFolder();
  const image = { height: 512, width: 512, channels: 3 };
  const pixels = new Uint8Array(512 * 512 * 3);
  const count = 40;
  const writer = createDatasetWriter({
    directory: folder,
    description: '',
    classNames,
    encoding: 'raw',
    image,
    shardBytes: 10 * 2 ** 20,
  });
  for (let index = 0; index < count; index++) {
    await writer.add('train', { id: `${index}`, label: index % 3, image: pixels.fill(index) });
  }
  await writer.finish();
  expect((await readdir(folder)).length).toBe(2);
  const split = await (await openDataset(folder)).split('train');
  for (let index = 0; index < count; index++) {
    expect([split.id(index), split.labels[index], split.image(index)[0], split.image(index).at(-1)]).toEqual([
      `${index}`,
      index % 3,
      index,
      index,
    ]);
  }
});

test('equal rows give equal files', async () => {
  const a = await temporaryFolder();
  const b = await temporaryFolder();
  const train = [{ id: 'x', label: 1, image: new Uint8Array(18).fill(7) }];
  for (const folder of [a, b]) await write(folder, {}, train, train);
  for (const file of await readdir(a)) {
    expect(await readFile(`${a}/${file}`)).toEqual(await readFile(`${b}/${file}`));
  }
});

test('a split can be posted to another thread without copying its pixels', async () => {
  const folder = await temporaryFolder();
  await write(folder, {}, [{ id: 'x', label: 1, image: new Uint8Array(18).fill(7) }], []);
  const split = await (await openDataset(folder)).split('train');
  const posted = splitFromShared(structuredClone(split.shared));
  expect([posted.id(0), posted.labels[0], posted.length]).toEqual(['x', 1, 1]);
  split.image(0)[3] = 99;
  expect(posted.image(0)[3]).toBe(99);
});

test('encoded training images without colour sums do not count in the normalisation', async () => {
  const image = Uint8Array.of(1);
  const row = (id: string, level?: number): Row => ({
    ...{ id, label: 0, image },
    ...(level !== undefined && { colour: colourSums(Uint8Array.of(level, level, level), 3) }),
  });
  const folder = await temporaryFolder();
  const info = await write(folder, { encoding: 'encoded' }, [row('a', 255), row('b'), row('c', 0)], []);
  expect(info.normalisation.mean).toEqual([0.5, 0.5, 0.5]);
  const other = await temporaryFolder();
  await expect(write(other, { encoding: 'encoded' }, [row('a')], [])).rejects.toThrow(
    'received none with colour sums',
  );
});

test('a shard of another program without a single record batch is a split of no images', async () => {
  const folder = await temporaryFolder();
  await write(folder, {}, [{ id: 'x', label: 1, image: new Uint8Array(18) }], []);
  const { schema } = tableFromIPC(await readFile(join(folder, 'train-00000.arrow')));
  const described = schema.metadata.get('batchmates') ?? '';
  schema.metadata.set('batchmates', described.replace('"split":"train"', '"split":"test"'));
  const writer = new RecordBatchFileWriter();
  writer.reset(undefined, schema);
  writer.finish();
  await writeFile(join(folder, 'test-00000.arrow'), writer.toUint8Array(true));
  expect((await (await openDataset(folder)).split('test')).length).toBe(0);
});
