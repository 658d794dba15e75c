import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColourSums } from '@batchmates/dataset';
import type { SkippedImage } from '../images/decode-all.ts';

/** An image of a finished class, without its bytes. */
export interface PartImage {
  readonly split: 'train' | 'test';
  readonly id: string;
  readonly bytes: number;
  /** Of encoded training images. */
  readonly colour?: ColourSums;
}

/** What was made of a class, kept in the scratch folder so that an interrupted ingest goes on after it. */
export interface ClassPart {
  readonly images: readonly PartImage[];
  readonly skipped: readonly SkippedImage[];
}

/** The part of a class that an earlier run finished, if one did. */
export async function finishedPart(scratch: string, wnid: string): Promise<ClassPart | undefined> {
  const text = await readFile(indexPath(scratch, wnid), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ClassPart);
}

/** Writes a class's images, as they come, and then what they are: the part is finished or does not count. */
export async function writePart(
  scratch: string,
  wnid: string,
  images: AsyncIterable<PartImage & { readonly data: Uint8Array }>,
  skipped: readonly SkippedImage[],
): Promise<ClassPart> {
  const written: PartImage[] = [];
  const handle = await open(dataPath(scratch, wnid), 'w');
  try {
    for await (const { data, ...image } of images) {
      await handle.appendFile(data);
      written.push(image);
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
): AsyncGenerator<PartImage & { readonly data: Uint8Array }> {
  const handle = await open(dataPath(scratch, wnid));
  try {
    for (const image of part.images) {
      const data = Buffer.allocUnsafeSlow(image.bytes);
      await handle.read(data, 0, image.bytes);
      yield { ...image, data };
    }
  } finally {
    await handle.close();
  }
}

function dataPath(scratch: string, wnid: string): string {
  return join(scratch, `${wnid}.images`);
}

function indexPath(scratch: string, wnid: string): string {
  return join(scratch, `${wnid}.json`);
}
