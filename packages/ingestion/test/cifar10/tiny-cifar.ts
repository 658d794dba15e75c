import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CifarManifest } from '../../src/cifar10/manifest.ts';
import { tarOf } from '../tar-of.ts';

/** A data set in CIFAR's layout with 2x3 images and three classes, and its manifest. */
export interface TinyCifar {
  readonly manifest: CifarManifest;
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** The `.tar.gz` that a publisher would offer. */
  readonly archive: Uint8Array;
}

export const records = 6;

/** Builds the files; `change` may damage the contents before the checksums are taken. */
export async function tinyCifar(
  change: (name: string, bytes: Uint8Array) => void = () => {},
): Promise<TinyCifar> {
  const names = ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'test_batch.bin'];
  const contents = new Map(names.map((name, file) => [name, fileBytes(file)]));
  for (const [name, bytes] of contents) change(name, bytes);
  const archive = tarGz(contents, 'tiny-batches-bin');
  const manifest: CifarManifest = {
    name: 'tiny',
    title: 'Tiny CIFAR',
    homepage: 'https://example.org/',
    licence: 'none needed',
    citation: 'none',
    image: { height: 2, width: 3, channels: 3 },
    classes: ['cat', 'dog', 'owl'],
    archive: {
      url: 'https://example.org/tiny.tar.gz',
      name: 'tiny.tar.gz',
      folder: 'tiny-batches-bin',
      bytes: archive.length,
      md5: md5(archive),
    },
    files: [...contents].map(([name, bytes]) => ({
      name,
      split: name.startsWith('test') ? ('test' as const) : ('train' as const),
      bytes: bytes.length,
      md5: md5(bytes),
    })),
  };
  return { manifest, contents, archive };
}

/** Writes `manifest.json`, and the files into `data/`; returns the stage's params that read them. */
export async function writeTinyCifar(folder: string, { manifest, contents }: TinyCifar) {
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await mkdir(join(folder, 'data'), { recursive: true });
  for (const [name, bytes] of contents) await writeFile(join(folder, 'data', name), bytes);
  return { manifest: 'manifest.json', source: 'data' };
}

/** Value of a byte: any function of where it is that tells places apart. */
export function pixel(file: number, record: number, channel: number, y: number, x: number): number {
  return 10 + 40 * file + 5 * record + 60 * channel + 3 * y + x;
}

/** A tar of files within a folder, gzipped. */
export function tarGz(contents: ReadonlyMap<string, Uint8Array>, folder: string): Uint8Array {
  return gzipSync(
    tarOf([
      [{ path: `${folder}/`, type: 'Directory' }, new Uint8Array()],
      [`${folder}/readme.html`, Buffer.from('read me')],
      ...[...contents].map(([name, bytes]) => [`${folder}/${name}`, bytes] as const),
    ]),
  );
}

/** The md5 in hexadecimal. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

function fileBytes(file: number): Uint8Array {
  const bytes: number[] = [];
  for (let record = 0; record < records; record++) {
    bytes.push(record % 3);
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 3; x++) bytes.push(pixel(file, record, channel, y, x) & 255);
    }
  }
  return Uint8Array.from(bytes);
}
