import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import {
  Binary,
  Int16,
  RecordBatchFileWriter,
  RecordBatchReader,
  Table,
  tableFromIPC,
  Uint16,
  Uint8,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createDatasetWriter,
  openDataset,
  splitFromShared,
  type DatasetWriterOptions,
} from '../src/index.ts';

let folder: string;
beforeEach(async () => (folder = await temporaryFolder()));

const writer = (options: Partial<DatasetWriterOptions> = {}) =>
  createDatasetWriter({
    directory: folder,
    description: 'a test',
    classNames: ['a', 'b'],
    encoding: 'raw',
    image: { height: 1, width: 2, channels: 1 },
    ...options,
  });
const image = Uint8Array.of(51, 153);

describe('shards', () => {
  test('of more than ten keep the order of the images, whatever else lies in the folder', async () => {
    const small = writer({ shardBytes: 1, encoding: 'encoded' });
    const file = new Uint8Array(2 ** 23);
    // Each file fills a record batch, and so a shard.
    for (let index = 0; index < 12; index++) {
      const colour = { pixels: 1, sum: [1], products: [1] };
      await small.add('train', { id: `${index}`, label: index % 2, image: file.fill(index), colour });
    }
    await small.finish();
    await writeFile(join(folder, 'notes.txt'), 'no shard');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.arrow')).sort();
    expect(names).toEqual(
      Array.from({ length: 12 }, (_, shard) => `train-${String(shard).padStart(5, '0')}.arrow`),
    );
    const split = await (await openDataset(folder)).split('train');
    expect(Array.from({ length: 12 }, (_, index) => [split.id(index), split.image(index)[0]])).toEqual(
      Array.from({ length: 12 }, (_, index) => [`${index}`, index]),
    );
  });

  test('are as many as their bytes ask for, and hold whole record batches of up to 8 MiB of images', async () => {
    // Ten images of 768 KiB make a record batch; two record batches reach 10 MiB.
    const large = writer({ shardBytes: 10 * 2 ** 20, image: { height: 512, width: 512, channels: 3 } });
    const pixels = new Uint8Array(512 * 512 * 3);
    for (let index = 0; index < 33; index++)
      await large.add('train', { id: `${index}`, label: 0, image: pixels });
    await large.finish();
    const rows = async (shard: string) =>
      [...RecordBatchReader.from(await readFile(join(folder, shard)))].map(({ numRows }) => numRows);
    expect(await rows('train-00000.arrow')).toEqual([10, 10]);
    expect(await rows('train-00001.arrow')).toEqual([10, 3]);
  });

  test('of files: those that fill 8 MiB make a record batch, one larger than that has its own', async () => {
    const colour = { pixels: 1, sum: [1], products: [1] };
    const files = writer({ encoding: 'encoded' });
    const mib = [5, 3, 1, 9, 1];
    for (const [index, size] of mib.entries()) {
      const bytes = new Uint8Array(size * 2 ** 20).fill(index + 1);
      await files.add('train', { id: `${index}`, label: 0, image: bytes, colour });
    }
    await files.finish();
    const batches = [...RecordBatchReader.from(await readFile(join(folder, 'train-00000.arrow')))];
    expect(batches.map(({ numRows }) => numRows)).toEqual([2, 1, 1, 1]);
    const split = await (await openDataset(folder)).split('train');
    mib.forEach((size, index) => {
      const bytes = split.image(index);
      expect([bytes.length, bytes[0], bytes.at(-1)]).toEqual([size * 2 ** 20, index + 1, index + 1]);
    });
  });

  test('are closed by a writer that is given up: nothing is written any more, and what stands there is no data set', async () => {
    const abandoned = writer({ encoding: 'encoded' });
    const colour = { pixels: 1, sum: [1], products: [1] };
    // The second file begins another record batch, so that the first one is written.
    for (const id of ['x', 'y'])
      await abandoned.add('train', { id, label: 0, image: new Uint8Array(2 ** 23), colour });
    await abandoned.close();
    const size = (await stat(join(folder, 'train-00000.arrow'))).size;
    expect(size).toBeGreaterThan(2 ** 23);
    await expect(abandoned.finish()).rejects.toThrow();
    expect((await stat(join(folder, 'train-00000.arrow'))).size).toBe(size);
    await expect(openDataset(folder)).rejects.toMatchObject({ code: 'dataset/not-a-shard' });
  });

  test('that are there already are not written over', async () => {
    await writeFile(join(folder, 'train-00000.arrow'), 'precious');
    const late = writer();
    await late.add('train', { id: 'x', label: 0, image });
    await expect(late.finish()).rejects.toMatchObject({ code: 'EEXIST' });
    await late.close();
    expect(await readFile(join(folder, 'train-00000.arrow'), 'utf8')).toBe('precious');
  });
});

describe('what is known of a data set', () => {
  test('is of its training images, unless they bring their own colours; training comes first', async () => {
    const one = writer({ padding: 1 });
    await one.add('validation', { id: 'v', label: 1, image: Uint8Array.of(0, 0) });
    await one.add('test', { id: 't', label: 1, image: Uint8Array.of(255, 255) });
    await one.add('train', { id: 'x', label: 0, image });
    await one.add('train', { id: 'y', label: 1, image, colour: { pixels: 2, sum: [0], products: [0] } });
    const info = await one.finish();
    // In 1/5: 1, 3, 0, 0; mean 1, variance (0 + 4 + 1 + 1) / 4.
    expect(info).toMatchObject({
      shape: { height: 3, width: 4, channels: 1 },
      encoding: 'raw',
      classNames: ['a', 'b'],
      description: 'a test',
      padding: 1,
      normalisation: { mean: [expect.closeTo(0.2, 12)], std: [expect.closeTo(Math.sqrt(1.5) / 5, 12)] },
    });
    const dataset = await openDataset(folder);
    expect(dataset.info).toEqual(info);
    expect(dataset.splits).toEqual(['train', 'test', 'validation']);
  });

  test('needs training images, with colours', async () => {
    const none = writer();
    await none.add('test', { id: 'x', label: 0, image });
    await expect(none.finish()).rejects.toMatchObject({
      code: 'dataset/no-training-images',
      message:
        'writing the data set (a test): expected images in split train, some of them with colour sums, received none',
    });
    await none.close();
    await none.close();
    const colourless = writer({ encoding: 'encoded', directory: await temporaryFolder() });
    await colourless.add('train', { id: 'x', label: 0, image });
    await expect(colourless.finish()).rejects.toThrow('received none with colour sums');
    await colourless.close();
  });

  test('is asked for as it can be', () => {
    expect(() => writer({ encoding: 'encoded', padding: 1 })).toThrow(
      'internal: encoded images cannot be padded',
    );
    expect(() => writer({ shardBytes: 2 ** 31 })).toThrow('internal: a shard must stay under 2 GiB');
    expect(() => writer({ encoding: 'encoded', padding: 0, shardBytes: 2 ** 31 - 1 })).not.toThrow();
  });
});

test('mistakes in rows name image and split', async () => {
  const strict = writer();
  await expect(strict.add('test', { id: 'x', label: 0, image: new Uint8Array(3) })).rejects.toMatchObject({
    code: 'dataset/image-size',
    message: 'image x of split test: expected 2 bytes (1x2x1), received 3',
  });
  await expect(strict.add('test', { id: 'x', label: 2, image })).rejects.toMatchObject({
    code: 'dataset/bad-label',
    message: 'image x of split test: expected a label from 0 to 1, received 2',
  });
  await strict.add('train', { id: 'x', label: 1, image });
  await strict.close();
});

test('an image beyond the last is our own mistake', async () => {
  const one = writer();
  await one.add('train', { id: 'x', label: 1, image });
  await one.finish();
  const split = await (await openDataset(folder)).split('train');
  const wrong = 'internal: image 1 of split train, which has 1';
  for (const opened of [split, splitFromShared(split.shared)]) {
    expect(() => opened.id(1)).toThrow(wrong);
    expect(() => opened.image(1)).toThrow(wrong);
    expect(opened).toMatchObject({ name: 'train', length: 1, labels: Uint16Array.of(1) });
    expect([...opened.image(0)]).toEqual([51, 153]);
  }
});

describe('shards of other programs', () => {
  const remedy = '; delete the data set and run its ingestion stage again';

  /** Writes a shard of one image as another program might, of other columns or with another description. */
  async function foreign({
    describe = (text) => text,
    ...columns
  }: {
    readonly describe?: (text: string) => string;
    readonly [column: string]: Vector | undefined | ((text: string) => string);
  }): Promise<string> {
    const ours = writer({ encoding: 'encoded' });
    await ours.add('train', { id: 'x', label: 1, image, colour: { pixels: 1, sum: [1], products: [1] } });
    await ours.finish();
    const file = join(folder, 'train-00000.arrow');
    const description = tableFromIPC(await readFile(file)).schema.metadata.get('batchmates') ?? '';
    const all = {
      id: vectorFromArray(['x'], new Utf8()),
      label: vectorFromArray([1], new Uint16()),
      image: vectorFromArray([image], new Binary()),
      ...columns,
    };
    const vectors = Object.entries(all).filter(
      (entry): entry is [string, Vector] => entry[1] instanceof Vector,
    );
    const table = new Table(Object.fromEntries(vectors));
    table.schema.metadata.set('batchmates', describe(description));
    await writeFile(file, RecordBatchFileWriter.writeAll(table).toUint8Array(true));
    return file;
  }

  test.each([
    ['version 2', (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":2')],
    [
      'an unknown key',
      (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":1,"colour":"red"'),
    ],
    ['an unknown key inside', (text: string) => text.replace('"padding":0', '"padding":0,"colour":"red"')],
    ['an unknown key among statistics', (text: string) => text.replace('"mean":', '"colour":"red","mean":')],
    ['another encoding', (text: string) => text.replace('"encoded"', '"zipped"')],
    ['a negative padding', (text: string) => text.replace('"padding":0', '"padding":-1')],
    ['half a padding', (text: string) => text.replace('"padding":0', '"padding":0.5')],
    ['no channels', (text: string) => text.replace('"channels":1', '"channels":0')],
    ['no description', () => ''],
    ['no JSON', () => '{'],
  ])('%s', async (_, describe) => {
    const file = await foreign({ describe });
    await expect(openDataset(folder)).rejects.toMatchObject({
      code: 'dataset/not-a-shard',
      message: `shard ${file}: expected schema metadata "batchmates" as written by the ingestion stages, received none or others${remedy}`,
    });
  });

  test('with the columns that are asked for are read', async () => {
    const raw = (text: string) => text.replace('"encoded"', '"raw"');
    for (const describe of [undefined, raw]) {
      await foreign(describe === undefined ? {} : { describe });
      const split = await (await openDataset(folder)).split('train');
      expect([split.id(0), split.labels[0], [...split.image(0)]]).toEqual(['x', 1, [51, 153]]);
      await rm(join(folder, 'train-00000.arrow'));
    }
  });

  test.each([
    [
      'no id',
      { id: undefined },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received label: Uint16, image: Binary',
    ],
    [
      'no label',
      { label: undefined },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received id: Utf8, image: Binary',
    ],
    [
      'no image',
      { image: undefined },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received id: Utf8, label: Uint16',
    ],
    [
      'numbers for ids',
      { id: vectorFromArray([1], new Uint16()) },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received id: Uint16, label: Uint16, image: Binary',
    ],
    [
      'labels of 8 bits',
      { label: vectorFromArray([1], new Uint8()) },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received id: Utf8, label: Uint8, image: Binary',
    ],
    [
      'signed labels',
      { label: vectorFromArray([1], new Int16()) },
      'expected an Arrow file as the ingestion stages write it, received column label of a type that is not written here',
    ],
    [
      'labels that are text',
      { label: vectorFromArray(['x'], new Utf8()) },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received id: Utf8, label: Utf8, image: Binary',
    ],
    [
      'images that are text',
      { image: vectorFromArray(['x'], new Utf8()) },
      'expected columns id: Utf8, label: Uint16, image: FixedSizeBinary or Binary, received id: Utf8, label: Uint16, image: Utf8',
    ],
    [
      'a label without a class',
      { label: vectorFromArray([2], new Uint16()) },
      'expected labels of its 2 classes, received label 2',
    ],
    [
      'raw images of other sizes',
      { describe: (text: string) => text.replace('"encoded"', '"raw"').replace('"height":1', '"height":3') },
      'expected 6 bytes of each image, received 2 bytes',
    ],
  ])('%s', async (_, columns, received) => {
    const file = await foreign(columns);
    const reading = openDataset(folder).then((dataset) => dataset.split('train'));
    await expect(reading).rejects.toMatchObject({
      code: 'dataset/not-a-shard',
      message: `shard ${file}: ${received}${remedy}`,
    });
  });

  test('files of whatever length that do not end as Arrow files', async () => {
    const file = join(folder, 'train-00000.arrow');
    for (const [text, received] of [
      ['', '0 bytes'],
      ['ARROW1', '6 bytes'],
      ['x'.repeat(16), 'no ARROW1 at its end'],
      [`ARROW1${'x'.repeat(20)}`, 'no ARROW1 at its end'],
      [`xxxxARROW1`, 'lengths that do not fit (a footer of 2021161080 bytes)'],
    ] as const) {
      await writeFile(file, text);
      await expect(openDataset(folder)).rejects.toMatchObject({
        code: 'dataset/not-a-shard',
        message: `shard ${file}: expected an Arrow file as the ingestion stages write it, received ${received}${remedy}`,
      });
    }
  });
});

test('folders and splits that are not there say what to do', async () => {
  await expect(openDataset(folder)).rejects.toMatchObject({
    code: 'dataset/no-shards',
    message: `data set ${folder}: expected Arrow shards (*.arrow), received none; run the ingestion stage that makes it`,
  });
  await expect(openDataset(join(folder, 'none'))).rejects.toMatchObject({
    code: 'dataset/unreadable',
    message: `data set ${folder}/none cannot be read`,
    cause: expect.objectContaining({ code: 'ENOENT' }) as Error,
  });
  const one = writer();
  await one.add('train', { id: 'x', label: 1, image });
  await one.add('test', { id: 'x', label: 1, image });
  await one.finish();
  await expect((await openDataset(folder)).split('validation')).rejects.toMatchObject({
    code: 'dataset/no-split',
    message: `data set ${folder}: expected one of its splits: train, test, received validation`,
  });
});
