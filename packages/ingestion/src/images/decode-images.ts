import { join } from 'node:path';
import type { Row } from '@batchmates/dataset';
import { allottedCores, UserError } from '@batchmates/errors';
import { pMapIterable } from 'p-map';
import sharp from 'sharp';
import type { SkippedRow, SourceRow } from '../source/source.ts';
import { UnreadableFile } from '../files/regular-file.ts';
import { BadImage } from './bad-image.ts';
import type { DecodedImage } from './decoded-image.ts';
import { LargeImage, usualImage, type ImageLimits } from './image-limits.ts';
import type { ImagePlace } from './image-place.ts';
import type { Ahead, SmallPictures } from './small/small-pictures.ts';

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
  /**
   * Reads and decodes one, if it is within `limits`; a `BadImage` or `UnreadableFile` it throws is subject to `onBadImage`. Called again
   * for a `LargeImage`, with the source's own limits.
   */
  readonly decode: (image: Image, limits: ImageLimits) => Promise<Pick<Row, 'image' | 'colour'>>;
  /** Decodes small ones ahead of that. */
  readonly small: {
    readonly pictures: SmallPictures;
    readonly place: (image: Image) => ImagePlace;
    /** What `decode` makes of an image, from the pixels that `decodeImage` makes of it. */
    readonly row: (image: Image, decoded: DecodedImage) => Promise<Pick<Row, 'image' | 'colour'>>;
  };
  readonly limits: ImageLimits;
  readonly onBadImage: 'fail' | 'skip';
  /** Folder of the files, for messages (default: none, files are named as they are). */
  readonly folder?: string;
}

/**
 * Decodes images on all cores and yields their rows in order; of large ones one at a time. Throws a `UserError` naming the first bad image under
 * `onBadImage: fail`; under `skip` it yields a `SkippedRow` instead.
 */
export async function* decodeImages<Image extends ImageToDecode>({
  images,
  decode,
  small: { pictures, place, row },
  limits,
  onBadImage,
  folder = '',
}: DecodeImages<Image>): AsyncGenerator<SourceRow | SkippedRow> {
  // One thread per image and many images at a time is faster than many threads on each.
  sharp.concurrency(1);
  let large: Promise<unknown> = Promise.resolve();
  const usual = { ...usualImage, pixels: Math.min(usualImage.pixels, limits.pixels) };
  const decoded = (image: Image) =>
    decode(image, usual).catch((error: unknown) => {
      if (!(error instanceof LargeImage)) throw error;
      const inTurn = large.then(() => decode(image, limits));
      large = inTurn.catch(() => undefined);
      return inTurn;
    });
  const attempt = async ({ picture, small }: Ahead<Image>): Promise<SourceRow | SkippedRow> => {
    const { split, id, label, file } = picture;
    try {
      return { split, id, label, ...(await (small === undefined ? decoded(picture) : row(picture, small))) };
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      if (onBadImage === 'fail') throw unusable(join(folder, file), reason, error);
      return { split, label, id: file, skipped: reason };
    }
  };
  const concurrency = 2 * Math.max(4, allottedCores());
  yield* pMapIterable(pictures.ahead(images, place), attempt, { concurrency, backpressure: 4 * concurrency });
}

/** What is wrong with an image; `undefined` for a failure that is not the image's. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof BadImage) return error.message;
  return error instanceof UnreadableFile ? error.reason : undefined;
}

function unusable(name: string, received: string, cause: unknown): UserError {
  return new UserError({
    code: 'ingestion/bad-image',
    what: `image ${name}`,
    expected: 'a whole image of one of the kinds that are read',
    received,
    remedy: 'replace or delete it, or set `onBadImage: skip`',
    cause,
  });
}
