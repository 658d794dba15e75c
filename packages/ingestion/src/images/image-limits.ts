import { BadImage } from './bad-image.ts';

/** How large an image may be that is read: known from its file's size and its header before memory is taken for it. */
export interface ImageLimits {
  /** Of the file. */
  readonly bytes: number;
  /** Height times width. */
  readonly pixels: number;
}

/** An image with a shorter side below this many pixels shows nothing. */
export const SHORTEST_SIDE = 4;

/** An image that is larger than the limits. */
export class LargeImage extends BadImage {}

/** Images up to this size are decoded many at a time; larger ones one at a time, so that the memory for all has a limit, too. */
export const usualImage: ImageLimits = { bytes: 16 * 2 ** 20, pixels: 16e6 };

/** The limits of a source that reads images of so many million pixels. */
export function largestImage(megapixels: number): ImageLimits {
  return { bytes: 256 * 2 ** 20, pixels: megapixels * 1e6 };
}

/** Throws `LargeImage` when the file of an image has more bytes than `limits` allow. */
export function checkFileSize(bytes: number, limits: ImageLimits): void {
  if (bytes > limits.bytes) throw new LargeImage(`a file of ${bytes} bytes, more than ${limits.bytes}`);
}
