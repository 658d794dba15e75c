import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Header, Pax } from 'tar';
import { openSource } from '../imagenet/open-source.ts';
import { PlaceReader } from '../imagenet/read-place.ts';
import { largestImage } from '../images/image-limits.ts';
import { expectRight, type FuzzedReader } from './fuzzed-reader.ts';

const BLOCK = 512;

/** A tar of tars of images, as ImageNet ships it. Sums of headers are made right after the mutation: else few would be read further. */
export const tarOfTars: FuzzedReader = {
  name: 'tar',
  samples: async () => [train],
  async read(mutated, folder) {
    const path = join(folder, 'train.tar');
    const bytes = withSums(mutated);
    await writeFile(path, bytes);
    const source = await openSource(path);
    const reader = new PlaceReader();
    try {
      for (const wnid of source.wnids) {
        for (const { name, place } of await source.images(wnid)) {
          expectRight(!name.startsWith('/') && !name.split('/').includes('..'), `name ${name}`);
          expectRight(place.kind === 'entry', 'place');
          const { start, bytes: length } = (place as Extract<typeof place, { kind: 'entry' }>).extent;
          const read = await reader.read(place, largestImage(1));
          expectRight(Buffer.from(read).equals(bytes.subarray(start, start + length)), `bytes of ${name}`);
          expectRight(
            start % BLOCK === 0 && sumIsRight(bytes.subarray(start - BLOCK, start)),
            `place of ${name}`,
          );
        }
      }
    } finally {
      await reader.close();
    }
  },
};

function entry(path: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(BLOCK);
  const long = new Header({ path, type: 'File', mode: 0o644, size: content.length }).encode(header);
  const before = long ? new Pax({ path }).encode() : Buffer.alloc(0);
  return Buffer.concat([before, header, content, Buffer.alloc(-content.length & (BLOCK - 1))]);
}

const images = ['a.JPEG', `${'deep/'.repeat(40)}b.JPEG`, 'notes.txt', 'c.JPEG'];
const inner = Buffer.concat([
  ...images.map((name, index) => entry(name, Buffer.alloc(100 + 500 * index, index))),
  Buffer.alloc(1024),
]);
const train = Buffer.concat([
  entry('n00000001.tar', inner),
  entry('n00000002.tar', inner),
  entry('readme.txt', Buffer.from('text')),
  Buffer.alloc(1024),
]);

/** The same bytes with the right sum in each block that says it is a header. */
function withSums(bytes: Uint8Array): Buffer {
  const repaired = Buffer.from(bytes);
  for (let at = 0; at + BLOCK <= repaired.length; at += BLOCK) {
    const block = repaired.subarray(at, at + BLOCK);
    if (block.toString('latin1', 257, 262) !== 'ustar') continue;
    block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
  return repaired;
}

function sumIsRight(block: Buffer): boolean {
  return parseInt(block.toString('latin1', 148, 154), 8) === sumOf(block);
}

/** The sum of a header's bytes, with spaces in the place of the sum. */
function sumOf(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
