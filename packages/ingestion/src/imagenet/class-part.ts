import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColourSums } from '@batchmates/dataset';
import type { SkippedImage } from '../images/decode-all.ts';

/** An image of a finished class, without its bytes. */
export interface PartImage {
  readonly split: 'train' | 'test';
  readonly id: string;
  readonly bytes: number;
  /** Of training images that count in the statistics. */
  readonly colour?: ColourSums;
}

/** What was made of a class, kept in the scratch folder so that an interrupted ingest goes on after it. */
export interface ClassPart {
  readonly images: readonly PartImage[];
  readonly skipped: readonly SkippedImage[];
}

/** The part of a class that an earlier run finished, if one did and all of its bytes are there. */
export async function finishedPart(scratch: string, wnid: string): Promise<ClassPart | undefined> {
  const text = await readFile(indexPath(scratch, wnid), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const part = JSON.parse(text) as ClassPart;
  const { size } = await stat(dataPath(scratch, wnid)).catch(() => ({ size: -1 }));
  return size === sumOfBytes(part.images) ? part : undefined;
}

/** An image with its bytes. */
export type PreparedImage = PartImage & { readonly data: Uint8Array };

/**
 * Bytes written or read at a time: each access to a file waits its turn behind the images being decoded on the same
 * threads, so there must be few.
 */
const BLOCK = 8 * 2 ** 20;

/** Writes a class's images, as they come, and then what they are: the part is finished or does not count. */
export async function writePart(
  scratch: string,
  wnid: string,
  images: AsyncIterable<PreparedImage>,
  skipped: readonly SkippedImage[],
): Promise<ClassPart> {
  const written: PartImage[] = [];
  const handle = await open(dataPath(scratch, wnid), 'w');
  try {
    for await (const block of blocksOf(images)) {
      await handle.appendFile(Buffer.concat(block.map(({ data }) => data)));
      for (const { data: _, ...image } of block) written.push(image);
    }
  } finally {
    await handle.close();
  }
  const part: ClassPart = { images: written, skipped };
  const index = indexPath(scratch, wnid);
  await writeFile(`${index}.new`, JSON.stringify(part));
  await rename(`${index}.new`, index);
  return part;
}

/** Reads a part's images back, in order. */
export async function* readPart(
  scratch: string,
  wnid: string,
  part: ClassPart,
): AsyncGenerator<PreparedImage> {
  const handle = await open(dataPath(scratch, wnid));
  try {
    for await (const block of blocksOf(part.images)) {
      const bytes = Buffer.allocUnsafeSlow(sumOfBytes(block));
      await handle.read(bytes, 0, bytes.length);
      let at = 0;
      for (const image of block) yield { ...image, data: bytes.subarray(at, (at += image.bytes)) };
    }
  } finally {
    await handle.close();
  }
}

function sumOfBytes(images: readonly PartImage[]): number {
  return images.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Groups images to about `BLOCK` bytes. */
async function* blocksOf<Image extends PartImage>(
  images: Iterable<Image> | AsyncIterable<Image>,
): AsyncGenerator<readonly Image[]> {
  let block: Image[] = [];
  let bytes = 0;
  for await (const image of images) {
    block.push(image);
    bytes += image.bytes;
    if (bytes < BLOCK) continue;
    yield block;
    [block, bytes] = [[], 0];
  }
  if (block.length > 0) yield block;
}

function dataPath(scratch: string, wnid: string): string {
  return join(scratch, `${wnid}.images`);
}

function indexPath(scratch: string, wnid: string): string {
  return join(scratch, `${wnid}.json`);
}
