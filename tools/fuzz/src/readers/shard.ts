import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatasetWriter, openDataset } from '@batchmates/dataset';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import { expectRight, type FuzzedReader } from '../fuzzed-reader.ts';

const SHARD = 'train-00000.arrow';

/** A shard of a data set, of raw images or of encoded ones. */
export const shard: FuzzedReader = {
  name: 'shard',
  samples: () => Promise.all([shardOf('raw'), shardOf('encoded')]),
  async read(bytes, folder) {
    await writeFile(join(folder, SHARD), bytes);
    const dataset = await openDataset(folder);
    const { encoding, classNames, shape } = dataset.info;
    for (const name of dataset.splits) {
      const split = await dataset.split(name);
      expectRight(
        split.labels.every((label) => label < classNames.length),
        'labels',
      );
      for (let image = 0; image < split.length; image++) {
        const { length } = split.image(image);
        const wanted = shape.height * shape.width * shape.channels;
        expectRight(
          encoding === 'raw' ? length === wanted : length <= bytes.length,
          `bytes of image ${image}`,
        );
        expectRight(split.id(image).length <= bytes.length, `id of image ${image}`);
      }
    }
  },
};

function shardOf(encoding: 'raw' | 'encoded'): Promise<Uint8Array> {
  return inTemporaryFolder(async (directory) => {
    const image = { height: 2, width: 3, channels: 3 };
    const writer = createDatasetWriter({
      directory,
      description: 'a test',
      classNames: ['a', 'b'],
      encoding,
      image,
    });
    for (let row = 0; row < 20; row++) {
      await writer.add('train', {
        id: `bild ä ${row}`,
        label: row % 2,
        image: new Uint8Array(encoding === 'raw' ? 18 : 10 + row).fill(row),
        colour: { pixels: 1, sum: [0.1, 0.2, 0.3], products: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
      });
    }
    await writer.finish();
    return readFile(join(directory, SHARD));
  });
}
