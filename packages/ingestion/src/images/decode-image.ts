import sharp, { type Sharp } from 'sharp';
import { match } from 'ts-pattern';
import { BadImage } from './bad-image.ts';
import type { DecodedImage, Fit } from './decoded-image.ts';
import { LargeImage, largestImage, SHORTEST_SIDE, type ImageLimits } from './image-limits.ts';
import { FORMATS } from './image-names.ts';
import { decodeSmall } from './small/decode-small.ts';

/** Where a caller sets none. */
const USUAL_LIMITS = largestImage(100);

/** A JPEG file of an image that is too small has fewer bytes than this. */
const SMALL_FILE = 2048;

/**
 * Decodes a file of one of `FORMATS`, whatever it is called, to upright 8-bit sRGB: applies the EXIF orientation, converts
 * CMYK, greyscale and 16-bit images, lays transparent ones on white. A JPEG or WebP that is made smaller is decoded at about that size;
 * small JPEGs are decoded without sharp (`decodeSmall`). Throws `BadImage` when the file is of another kind, truncated, of several frames or pages, or smaller than 4 pixels on a side, and
 * `LargeImage`, from its header alone, when it is larger than `limits`.
 */
export async function decodeImage(bytes: Uint8Array, fit: Fit, limits = USUAL_LIMITS): Promise<DecodedImage> {
  return (
    decodeSmall(bytes, fit, limits) ??
    orBad(limits, async () => {
      const image = await fitted(bytes, fit, limits);
      const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
      return { data, width: info.width, height: info.height };
    })
  );
}

/** What `decodeImage` and then `encodeJpeg` make, in one pass: faster where nobody needs the pixels. */
export async function reencodeJpeg(
  bytes: Uint8Array,
  fit: Fit,
  quality: number,
  limits = USUAL_LIMITS,
): Promise<Uint8Array> {
  const small = decodeSmall(bytes, fit, limits);
  if (small !== undefined) return encodeJpeg(small, quality);
  return orBad(limits, async () => (await fitted(bytes, fit, limits)).jpeg({ quality }).toBuffer());
}

/** Encodes decoded pixels as a JPEG. */
export async function encodeJpeg(
  { data, width, height }: DecodedImage,
  quality: number,
): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

async function fitted(bytes: Uint8Array, fit: Fit, limits: ImageLimits): Promise<Sharp> {
  const input = sharp(bytes, { failOn: 'truncated', limitInputPixels: limits.pixels });
  // A JPEG is one opaque frame, and nearly all files are JPEGs: only the headers of others are worth the time.
  const opaque = isJpeg(bytes) && bytes.length >= SMALL_FILE ? input : await checked(input);
  return resized(opaque.autoOrient(), fit).toColourspace('srgb');
}

async function orBad<Result>({ pixels }: ImageLimits, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof BadImage) throw cause;
    const reason = reasonOf(cause as Error);
    // sharp's words; there is no code.
    if (!/exceeds pixel limit/.test(reason)) throw new BadImage(reason, cause);
    throw new LargeImage(`more than ${pixels / 1e6} million pixels (\`maxMegapixels\`)`, cause);
  }
}

/** libvips repeats itself line by line, and keeps one message for all threads: another image may have wiped it. */
function reasonOf({ message }: Error): string {
  const [line = ''] = message.split('\n');
  return line === 'Unknown error' ? 'it is damaged' : line;
}

function resized(image: Sharp, fit: Fit): Sharp {
  return match(fit)
    .with({ kind: 'square' }, ({ side }) => image.resize(side, side, { fit: 'cover' }))
    .with({ kind: 'shorter-side' }, ({ side }) =>
      image.resize(side, side, { fit: 'outside', withoutEnlargement: true }),
    )
    .with({ kind: 'as-is' }, () => image)
    .exhaustive();
}

async function checked(input: Sharp): Promise<Sharp> {
  const { format, width, height, pages = 1, hasAlpha } = await input.metadata();
  if (!FORMATS.some((each) => each === format)) throw new BadImage(`a ${format} file`);
  if (pages > 1)
    throw new BadImage(format === 'tiff' ? `${pages} pages in one file` : `animated: ${pages} frames`);
  if (Math.min(width, height) < SHORTEST_SIDE)
    throw new BadImage(`${width}x${height} pixels, too small to show anything`);
  return hasAlpha ? input.flatten({ background: 'white' }) : input;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}
