import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import type { CifarManifest } from '../cifar10/manifest.ts';
import { readFiles } from '../cifar10/read-files.ts';
import { labelsOf, readImage } from '../cifar10/records.ts';
import { md5 } from '../files/md5.ts';
import { expectRight, type FuzzedReader } from './fuzzed-reader.ts';

/** Images of 2 x 3 pixels, 3 channels, in 4 classes. */
const image = { height: 2, width: 3, channels: 3 };
const RECORD = 1 + image.height * image.width * image.channels;
const classes = ['a', 'b', 'c', 'd'];
const NAME = 'data_batch_1.bin';

const whole = Uint8Array.from({ length: 20 * RECORD }, (_, at) =>
  at % RECORD === 0 ? (at / RECORD) % 4 : at & 255,
);

/** A file in the binary layout of CIFAR, under a manifest that was made for it. */
export const cifarBinary: FuzzedReader = {
  name: 'cifar',
  samples: async () => [whole, whole.subarray(0, RECORD)],
  async read(bytes, folder) {
    await writeFile(join(folder, NAME), bytes);
    const manifest = { image, classes } as unknown as CifarManifest;
    const source = { kind: 'folder', path: folder } as const;
    const found = await readFiles(source, [fileOf(bytes)], new AbortController().signal);
    const read = found.get(NAME)!;
    const labels = labelsOf(NAME, read, manifest);
    const pixels = new Uint8Array(RECORD - 1);
    for (const [record, label] of labels.entries()) {
      const stored = bytes.subarray(record * RECORD, (record + 1) * RECORD);
      readImage(pixels, read, record, manifest);
      expectRight(label === stored[0] && label < classes.length, `label of record ${record}`);
      for (let pixel = 0; pixel < 6; pixel++)
        for (let channel = 0; channel < 3; channel++)
          expectRight(pixels[3 * pixel + channel] === stored[1 + 6 * channel + pixel], `record ${record}`);
    }
    expectRight(labels.length * RECORD === bytes.length, 'number of records');
  },
};

/** The archive of a file, compressed or not, under the manifest of the whole file. */
export const cifarArchive: FuzzedReader = {
  name: 'cifar-archive',
  samples: async () => [archive(), gzipSync(archive())],
  async read(bytes, folder) {
    const path = join(folder, 'cifar.tar.gz');
    await writeFile(path, bytes);
    const source = { kind: 'archive', path } as const;
    const found = await readFiles(source, [fileOf(whole)], new AbortController().signal);
    expectRight(Buffer.from(found.get(NAME)!).equals(whole), 'bytes of the file');
  },
};

function fileOf(bytes: Uint8Array) {
  return { name: NAME, split: 'train', bytes: bytes.length, md5: md5(bytes) } as const;
}

function archive(): Buffer {
  const header = Buffer.alloc(512);
  new Header({ path: `bin/${NAME}`, type: 'File', mode: 0o644, size: whole.length }).encode(header);
  return Buffer.concat([header, whole, Buffer.alloc((-whole.length & 511) + 1024)]);
}
