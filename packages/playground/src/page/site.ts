import { invariant } from '@batchmates/errors';
import type { SiteData } from '../site-data.ts';
import type { PlaygroundEngine } from './open-playground-engine.ts';
import type { Loaded } from '../worker/messages.ts';
import type { Picture } from './state/pictures.ts';

/** The site as the page holds it: what `playground.json` says, the pixels of the shelf, and the running engine. */
export interface Site {
  readonly data: SiteData;
  /** uint8 `[count, height, width, channels]`. */
  readonly shelf: Uint8Array;
  readonly engine: PlaygroundEngine;
  /** What computes, and from asking for it to the compiled networks, ms. */
  readonly loaded: Loaded;
}

/** Pixels of a picture, uint8 `[height, width, channels]`. */
export type PixelsOf = (picture: Picture) => Uint8Array;

/** Reads the pixels of test images from the shelf, and of the visitor's own from `own`. */
export function pixelsFrom(
  { data: { image, shelf: info }, shelf }: Site,
  own: readonly Uint8Array[],
): PixelsOf {
  const size = image.height * image.width * image.channels;
  return (picture) => {
    if (picture < info.count) return shelf.subarray(picture * size, (picture + 1) * size);
    const pixels = own[picture - info.count];
    invariant(pixels !== undefined, `picture ${picture} of ${info.count + own.length}`);
    return pixels;
  };
}

/** The pixels of a batch one image after the other, uint8 `[seats, height, width, channels]`. */
export function batchPixels(seats: readonly Picture[], pixelsOf: PixelsOf): Uint8Array {
  const images = seats.map(pixelsOf);
  const size = images[0]?.length ?? 0;
  const batch = new Uint8Array(seats.length * size);
  images.forEach((pixels, seat) => {
    batch.set(pixels, seat * size);
  });
  return batch;
}
