import { match } from 'ts-pattern';
import type { DecodedImage, Fit } from '../decoded-image.ts';
import { SHORTEST_SIDE, type ImageLimits } from '../image-limits.ts';
import { JpegDecoder } from './jpeg-decoder.ts';
import { plainJpegSize, type PictureSize } from './jpeg-header.ts';
import { reduce } from './reduce.ts';

/** Up to this size, sharp's threads for each picture cost more than the picture. */
export const SMALL: ImageLimits = { bytes: 2 ** 16, pixels: 128 ** 2 };

/** Made smaller by this factor or more, sharp decodes at a lower resolution. */
const STEEPEST = 3;

const decoder = new JpegDecoder(SMALL);

/**
 * Decodes a small JPEG without sharp, many times as fast: one that is 8-bit, YCbCr or grey, whole, without EXIF and ICC profile, of at most 128 x 128 pixels and 64 KiB,
 * and that is not to become larger, nor smaller by 3 or more. `undefined` for every other file, which is left to sharp. Which way a picture goes depends
 * on its bytes, `fit` and `limits` alone. The pixels are sharp's; where the picture becomes smaller, within four of 255 levels.
 */
export function decodeSmall(bytes: Uint8Array, fit: Fit, limits: ImageLimits): DecodedImage | undefined {
  if (bytes.length > SMALL.bytes) return undefined;
  const size = plainJpegSize(bytes);
  if (size === undefined || !isSmall(size, limits)) return undefined;
  const shrink = shrinkOf(size, fit);
  if (shrink < 1 || shrink >= STEEPEST) return undefined;
  const data = decoder.decode(bytes, size);
  if (data === undefined) return undefined;
  const reduced = shrink === 1 ? { ...size, data } : reducedBy(shrink, { ...size, data });
  return fit.kind === 'square' ? middle(reduced, fit.side) : reduced;
}

function isSmall({ width, height }: PictureSize, limits: ImageLimits): boolean {
  const pixels = width * height;
  return Math.min(width, height) >= SHORTEST_SIDE && pixels <= SMALL.pixels && pixels <= limits.pixels;
}

/** How many pixels of the picture become one, along each side. */
function shrinkOf({ width, height }: PictureSize, fit: Fit): number {
  return match(fit)
    .with({ kind: 'square' }, ({ side }) => Math.min(width, height) / side)
    .with({ kind: 'shorter-side' }, ({ side }) => Math.max(1, Math.min(width, height) / side))
    .with({ kind: 'as-is' }, () => 1)
    .exhaustive();
}

function reducedBy(shrink: number, { data, width, height }: DecodedImage): DecodedImage {
  const size = { width: Math.round(width / shrink), height: Math.round(height / shrink) };
  return { ...size, data: reduce(data, { width, height }, size, shrink) };
}

/** The middle square; of two middles the one farther down or right, as sharp has it. */
function middle({ data, width, height }: DecodedImage, side: number): DecodedImage {
  if (width === side && height === side) return { data, width, height };
  const top = (height - side + 1) >> 1;
  const left = (width - side + 1) >> 1;
  const square = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = 3 * ((top + y) * width + left);
    square.set(data.subarray(from, from + 3 * side), y * side * 3);
  }
  return { data: square, width: side, height: side };
}
