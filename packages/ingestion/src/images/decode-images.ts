import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Row } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { pMapIterable } from 'p-map';
import sharp from 'sharp';
import type { SkippedRow, SourceRow } from '../source/source.ts';
import { BadImage } from './bad-image.ts';

/** An image file that will become a row. */
export interface ImageToDecode {
  readonly split: string;
  readonly id: string;
  readonly label: number;
  /** Names the file in messages and in `skipped.json`. */
  readonly file: string;
}

/** Images to decode in parallel. */
export interface DecodeImages<Image extends ImageToDecode> {
  readonly images: readonly Image[];
  /** Reads and decodes one; a `BadImage` it throws is subject to `onBadImage`. */
  readonly decode: (image: Image) => Promise<Pick<Row, 'image' | 'colour'>>;
  readonly onBadImage: 'fail' | 'skip';
  /** Folder of the files, for messages (default: none, files are named as they are). */
  readonly folder?: string;
}

/**
 * Decodes images on all cores and yields their rows in order. Throws a `UserError` naming the first bad image under
 * `onBadImage: fail`; under `skip` it yields a `SkippedRow` instead.
 */
export async function* decodeImages<Image extends ImageToDecode>({
  images,
  decode,
  onBadImage,
  folder = '',
}: DecodeImages<Image>): AsyncGenerator<SourceRow | SkippedRow> {
  // One thread per image and many images at a time is faster than many threads on each.
  sharp.concurrency(1);
  const attempt = async (image: Image): Promise<SourceRow | SkippedRow> => {
    const { split, id, label, file } = image;
    try {
      return { split, id, label, ...(await decode(image)) };
    } catch (error) {
      if (!(error instanceof BadImage)) throw error;
      if (onBadImage === 'fail') throw unusable(join(folder, file), error);
      return { split, label, id: file, skipped: error.message };
    }
  };
  const concurrency = 2 * Math.max(4, availableParallelism());
  yield* pMapIterable(images, attempt, { concurrency, backpressure: 4 * concurrency });
}

function unusable(name: string, bad: BadImage): UserError {
  return new UserError({
    code: 'ingestion/bad-image',
    what: `image ${name}`,
    expected: 'a whole image of one of the kinds that are read',
    received: bad.message,
    remedy: 'replace or delete it, or set `onBadImage: skip`',
    cause: bad,
  });
}
