import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage, encodeJpeg, reencodeJpeg } from '../../../src/images/decode-image.ts';
import type { Fit } from '../../../src/images/decoded-image.ts';
import { largestImage } from '../../../src/images/image-limits.ts';
import { decodeSmall } from '../../../src/images/small/decode-small.ts';

const asIs: Fit = { kind: 'as-is' };
const limits = largestImage(100);

/** Ellipses with grain: edges and smooth places, as photographs have them. */
function picture(width: number, height: number): Sharp {
  const shapes = Array.from({ length: 12 }, (_, at) => {
    const [x, y] = [((at * 37) % 100) / 100, ((at * 61) % 100) / 100];
    return `<ellipse cx="${x * width}" cy="${y * height}" rx="${width / (2 + at)}" ry="${height / (3 + at)}" fill="hsl(${at * 77},80%,${20 + 5 * at}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: 'grey' });
}

/** What sharp alone makes of a file. */
async function bySharp(
  bytes: Uint8Array,
  fit: Fit,
): Promise<{ data: Buffer; width: number; height: number }> {
  const image = sharp(bytes).autoOrient();
  const resized =
    fit.kind === 'as-is'
      ? image
      : image.resize(
          fit.side,
          fit.side,
          fit.kind === 'square' ? { fit: 'cover' } : { fit: 'outside', withoutEnlargement: true },
        );
  const { data, info } = await resized.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const sizes = [
  [64, 64],
  [65, 63],
  [63, 65],
  [5, 7],
  [4, 4],
  [128, 128],
  [33, 100],
  [400, 20],
] as const;

const encodings: readonly (readonly [string, (image: Sharp) => Sharp])[] = [
  ['4:2:0', (image) => image.jpeg()],
  ['4:4:4', (image) => image.jpeg({ chromaSubsampling: '4:4:4', quality: 95 })],
  ['progressive', (image) => image.jpeg({ progressive: true })],
  ['optimised, of low quality', (image) => image.jpeg({ mozjpeg: true, quality: 30 })],
  ['greyscale', (image) => image.greyscale().jpeg()],
];

test.each(encodings)(
  'a small JPEG (%s) that keeps its size has the very pixels that sharp decodes',
  async (_, encode) => {
    for (const [width, height] of sizes) {
      const bytes = await encode(picture(width, height)).toBuffer();
      const small = decodeSmall(bytes, asIs, limits);
      expect(small, `${width}x${height}`).toMatchObject({ width, height });
      expect(Buffer.compare(small!.data, (await bySharp(bytes, asIs)).data), `${width}x${height}`).toBe(0);
      // The middle square of its shorter side is cut out and nothing else.
      const square: Fit = { kind: 'square', side: Math.min(width, height) };
      const middle = decodeSmall(bytes, square, limits);
      expect(Buffer.compare(middle!.data, (await bySharp(bytes, square)).data), `${width}x${height}`).toBe(0);
    }
  },
);

test.each(encodings)(
  'a small JPEG (%s) made smaller is within 4 of 255 levels of sharp, 0.25 on average',
  async (_, encode) => {
    for (const [width, height] of sizes.filter(([w, h]) => Math.min(w, h) >= 20)) {
      const bytes = await encode(picture(width, height)).toBuffer();
      const shorter = Math.min(width, height);
      for (const kind of ['square', 'shorter-side'] as const) {
        for (const side of [Math.ceil(shorter / 2.9), shorter >> 1, Math.round(shorter * 0.7), shorter - 1]) {
          const fit: Fit = { kind, side };
          const received = decodeSmall(bytes, fit, limits)!;
          const expected = await bySharp(bytes, fit);
          const name = `${width}x${height} to ${kind} ${side}`;
          expect([received.width, received.height], name).toEqual([expected.width, expected.height]);
          const off = received.data.map((value, at) => Math.abs(value - expected.data[at]!));
          expect(Math.max(...off), name).toBeLessThanOrEqual(4);
          expect(off.reduce((sum, value) => sum + value, 0) / off.length, name).toBeLessThan(0.25);
        }
      }
    }
  },
);

test.each<[string, () => Promise<Uint8Array>, Fit]>([
  [
    'of EXIF orientation 6',
    async () => picture(64, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    asIs,
  ],
  ['with an ICC profile', async () => picture(64, 64).withIccProfile('p3').jpeg().toBuffer(), asIs],
  ['in CMYK', async () => picture(64, 64).toColourspace('cmyk').jpeg().toBuffer(), asIs],
  ['that is a PNG with alpha', async () => picture(64, 64).ensureAlpha(0.5).png().toBuffer(), asIs],
  ['that is a WebP', async () => picture(64, 64).webp().toBuffer(), asIs],
  ['of more than 128 x 128 pixels', async () => picture(129, 128).jpeg().toBuffer(), asIs],
  ['that becomes larger', async () => picture(64, 64).jpeg().toBuffer(), { kind: 'square', side: 65 }],
  ['that becomes a third', async () => picture(96, 96).jpeg().toBuffer(), { kind: 'square', side: 32 }],
])('a picture %s is left to sharp, and decoded', async (_, make, fit) => {
  const bytes = await make();
  expect(decodeSmall(bytes, fit, limits)).toBeUndefined();
  const { data, width, height } = await decodeImage(bytes, fit);
  expect(data.length).toBe(3 * width * height);
  expect(width).toBe(fit.kind === 'as-is' ? (await bySharp(bytes, fit)).width : fit.side);
});

test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
  ['cut off', (bytes) => bytes.subarray(0, bytes.length - 200), /premature end/],
  ['of a head alone', (bytes) => bytes.subarray(0, 120), /./],
])('a small JPEG %s is as bad as it was', async (_, damage, reason) => {
  const bytes = damage(await picture(64, 64).jpeg().toBuffer());
  expect(decodeSmall(bytes, asIs, limits)).toBeUndefined();
  await expect(decodeImage(bytes, asIs)).rejects.toThrow(reason);
});

test('a damaged picture does not hurt the next one', async () => {
  const whole = await picture(64, 64).jpeg().toBuffer();
  const expected = decodeSmall(whole, asIs, limits)!.data;
  const tables = whole.indexOf(Buffer.from([0xff, 0xc4]));
  const broken = Buffer.from(whole).fill(0xff, tables + 4, tables + 24);
  for (let round = 0; round < 50; round++) {
    expect(decodeSmall(broken, asIs, limits)).toBeUndefined();
    expect(Buffer.compare(decodeSmall(whole, asIs, limits)!.data, expected)).toBe(0);
  }
});

test('limits hold for small pictures, too', async () => {
  const bytes = await picture(64, 64).jpeg().toBuffer();
  await expect(decodeImage(bytes, asIs, largestImage(0.004))).rejects.toThrow(
    /more than 0\.004 million pixels/,
  );
  await expect(decodeImage(await picture(1, 1).jpeg().toBuffer(), asIs)).rejects.toThrow(
    /1x1 pixels, too small/,
  );
});

test('a small JPEG becomes the same JPEG by way of pixels and in one call', async () => {
  const bytes = await picture(64, 48).jpeg().toBuffer();
  const fit: Fit = { kind: 'shorter-side', side: 32 };
  const expected = await encodeJpeg(await decodeImage(bytes, fit), 90);
  expect(Buffer.compare(await reencodeJpeg(bytes, fit, 90), expected)).toBe(0);
});
