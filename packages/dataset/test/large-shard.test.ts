import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { createDatasetWriter, openDataset } from '../src/index.ts';

test('a shard whose places do not fit into 32 bits is refused before memory is taken for it', async () => {
  const folder = await temporaryFolder();
  const writer = createDatasetWriter({
    directory: folder,
    description: 'a test',
    classNames: ['a'],
    encoding: 'raw',
    image: { height: 1, width: 1, channels: 1 },
  });
  await writer.add('train', { id: 'x', label: 0, image: Uint8Array.of(7) });
  await writer.finish();
  const path = join(folder, 'train-00000.arrow');
  const whole = await readFile(path);
  // The footer, which ends the file, names places from the file's start: with a hole before it, it is as true as before.
  const tail = whole.readInt32LE(whole.length - 10) + 10;
  const file = await open(path, 'r+');
  await file.truncate(whole.length - tail);
  await file.write(whole, whole.length - tail, tail, 2 ** 32 - tail);
  await file.close();
  await expect((await openDataset(folder)).split('train')).rejects.toMatchObject({
    code: 'dataset/not-a-shard',
    message: `shard ${path}: expected at most 4294967295 bytes, received 4294967296; delete the data set and run its ingestion stage again`,
  });
});
