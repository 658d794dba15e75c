import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { temporaryFolder } from '@batchmates/stage/testing';
import { RecordBatchFileWriter, tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { createDatasetWriter, openDataset, type DatasetWriter } from '../src/index.ts';

function writerIn(directory: string): DatasetWriter {
  const image = { height: 1, width: 2, channels: 3 };
  return createDatasetWriter({
    directory,
    description: 'a test',
    classNames: ['a', 'b'],
    encoding: 'raw',
    image,
  });
}

async function failure(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain('\n');
  return error as UserError;
}

test('an image of the wrong size is refused with its name', async () => {
  const folder = await temporaryFolder();
  const writer = writerIn(folder);
  const error = await failure(writer.add('train', { id: 'cat/1.png', label: 0, image: new Uint8Array(5) }));
  expect(error.message).toBe('image cat/1.png of split train: expected 6 bytes (1x2x3), received 5');
});

test.each([-1, 2, 0.5, Number.NaN])('label %s, of which there is no class, is refused', async (label) => {
  const folder = await temporaryFolder();
  const writer = writerIn(folder);
  const error = await failure(writer.add('train', { id: 'x', label, image: new Uint8Array(6) }));
  expect(error.code).toBe('dataset/bad-label');
  expect(error.message).toContain('0 to 1');
});

test('a data set without training images is refused', async () => {
  const folder = await temporaryFolder();
  const writer = writerIn(folder);
  await writer.add('test', { id: 'x', label: 0, image: new Uint8Array(6) });
  expect((await failure(writer.finish())).code).toBe('dataset/no-training-images');
  await writer.close();
});

test('a folder that is missing or empty is not a data set', async () => {
  const folder = await temporaryFolder();
  expect((await failure(openDataset(folder))).code).toBe('dataset/no-shards');
  expect((await failure(openDataset(join(folder, 'none')))).code).toBe('dataset/unreadable');
});

test('a truncated shard, a foreign Arrow file and a text file are told apart from shards', async () => {
  const folder = await temporaryFolder();
  const shard = join(folder, 'train-00000.arrow');
  const writer = writerIn(folder);
  await writer.add('train', { id: 'x', label: 0, image: new Uint8Array(6) });
  await writer.finish();
  await truncate(shard, 300);
  expect((await failure(openDataset(folder))).code).toBe('dataset/not-a-shard');
  await writeFile(shard, 'not arrow');
  expect((await failure(openDataset(folder))).message).toContain(shard);
  const table = tableFromArrays({ image: Int32Array.of(1) });
  await writeFile(shard, RecordBatchFileWriter.writeAll(table).toUint8Array(true));
  expect((await failure(openDataset(folder))).code).toBe('dataset/not-a-shard');
});

test('an unknown split is answered with those there are', async () => {
  const folder = await temporaryFolder();
  const writer = writerIn(folder);
  await writer.add('train', { id: 'x', label: 0, image: new Uint8Array(6) });
  await writer.finish();
  const dataset = await openDataset(folder);
  expect((await failure(dataset.split('validation'))).message).toContain('train, received validation');
});
