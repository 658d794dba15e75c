import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';

/** Images in each file, as in the official data set. */
const RECORDS = 10_000;

const RECORD = 1 + 32 * 32 * 3;

/** Files of the official layout and size, and their manifest. */
export interface CifarFiles {
  readonly folder: string;
  readonly names: readonly string[];
  readonly images: number;
}

/**
 * Writes five files of CIFAR-10's layout and size with made-up pixels, and `manifest.json`, into a new temporary folder. What
 * the pixels show does not matter to the speed.
 */
export async function writeCifarFiles(): Promise<CifarFiles> {
  const folder = await temporaryFolder();
  const names = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
  const files: object[] = [];
  for (const [index, name] of names.entries()) {
    const bytes = Buffer.alloc(RECORDS * RECORD);
    for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 31 + (at >> 9) * (index + 7)) & 255;
    for (let record = 0; record < RECORDS; record++) bytes[record * RECORD] = record % 10;
    await writeFile(join(folder, name), bytes);
    const md5 = createHash('md5').update(bytes).digest('hex');
    files.push({ name, split: 'train', bytes: bytes.length, md5 });
  }
  const manifest = {
    name: 'bench',
    title: 'CIFAR-10, made up',
    homepage: 'https://example.org/',
    licence: 'none needed',
    citation: 'none',
    image: { height: 32, width: 32, channels: 3 },
    classes: Array.from({ length: 10 }, (_, label) => `class ${label}`),
    archive: {
      url: 'https://example.org/none.tar.gz',
      name: 'none.tar.gz',
      folder: 'none',
      bytes: 1,
      md5: '0'.repeat(32),
    },
    files,
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return { folder, names, images: names.length * RECORDS };
}
