import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { BadImage } from '../../src/images/bad-image.ts';
import { decodeImage, encodeJpeg, reencodeJpeg } from '../../src/images/decode-image.ts';
import { detailed, halves, jpeg, plain, type Rgb } from './image-files.ts';

const orange: Rgb = [250, 130, 20];
const asIs = { kind: 'as-is' } as const;

async function pixelOf(bytes: Uint8Array, x = 5, y = 5): Promise<number[]> {
  const { data, width, height } = await decodeImage(bytes, asIs);
  expect(data.length).toBe(width * height * 3);
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

function near(received: readonly number[], expected: Rgb, by = 6): void {
  expected.forEach((value, at) =>
    expect(Math.abs(received[at]! - value), received.join()).toBeLessThanOrEqual(by),
  );
}

test.each<[string, (image: Sharp) => Sharp, number?]>([
  ['a JPEG', (image) => image.jpeg()],
  ['a PNG', (image) => image.png()],
  ['a WebP', (image) => image.webp()],
  ['a 16-bit PNG', (image) => image.toColourspace('rgb16').png()],
  ['a CMYK JPEG', (image) => image.toColourspace('cmyk').jpeg(), 24],
  ['a progressive JPEG', (image) => image.jpeg({ progressive: true })],
])('%s becomes 8-bit RGB', async (_, encode, tolerance) => {
  near(await pixelOf(await encode(plain(orange)).toBuffer()), orange, tolerance);
});

test.each<[string, (image: Sharp) => Sharp]>([
  ['JPEG', (image) => image.greyscale().jpeg()],
  ['PNG', (image) => image.greyscale().png()],
  ['16-bit PNG', (image) => image.toColourspace('grey16').png()],
])('a greyscale %s becomes three equal channels', async (_, encode) => {
  const [r, g, b] = await pixelOf(await encode(plain([100, 100, 100])).toBuffer());
  expect([g, b]).toEqual([r, r]);
  near([r!, g!, b!], [100, 100, 100]);
});

test('a transparent image is laid on white', async () => {
  const image = sharp({
    create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  });
  near(await pixelOf(await image.png().toBuffer()), [255, 255, 255]);
});

test('the EXIF orientation is applied', async () => {
  // Orientation 6: the camera was turned; what is stored on the left belongs at the top.
  const turned = await halves([255, 0, 0], [0, 0, 255])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toBuffer();
  const { width, height } = await decodeImage(turned, asIs);
  expect([width, height]).toEqual([16, 32]);
  near(await pixelOf(turned, 8, 4), [254, 0, 0], 20);
  near(await pixelOf(turned, 8, 28), [0, 0, 254], 20);
});

test('the shorter side is scaled down, never up; a square is the middle', async () => {
  const bytes = await halves([255, 0, 0], [0, 0, 255], 64, 32).png().toBuffer();
  const smaller = await decodeImage(bytes, { kind: 'shorter-side', side: 16 });
  expect([smaller.width, smaller.height]).toEqual([32, 16]);
  const kept = await decodeImage(bytes, { kind: 'shorter-side', side: 100 });
  expect([kept.width, kept.height]).toEqual([64, 32]);
  const square = await decodeImage(bytes, { kind: 'square', side: 8 });
  expect([square.width, square.height]).toEqual([8, 8]);
  expect([...square.data.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...square.data.subarray(7 * 3, 8 * 3)]).toEqual([0, 0, 255]);
});

test.each<[string, () => Promise<Uint8Array>]>([
  ['a photograph', detailed],
  [
    'greyscale',
    async () =>
      sharp(await detailed())
        .greyscale()
        .jpeg()
        .toBuffer(),
  ],
  [
    'CMYK',
    async () =>
      sharp(await detailed())
        .toColourspace('cmyk')
        .jpeg()
        .toBuffer(),
  ],
  [
    'an image on its side',
    async () =>
      sharp(await detailed())
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
  ],
  [
    '16-bit PNG',
    async () =>
      sharp(await detailed())
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
  ],
  [
    'alpha',
    async () =>
      sharp(await detailed())
        .ensureAlpha(0.5)
        .png()
        .toBuffer(),
  ],
])('re-encoding in one pass gives the very file that decoding and encoding give: %s', async (_, make) => {
  const bytes = await make();
  const fit = { kind: 'shorter-side', side: 20 } as const;
  const twoPasses = await encodeJpeg(await decodeImage(bytes, fit), 90);
  expect(Buffer.from(twoPasses).equals(await reencodeJpeg(bytes, fit, 90))).toBe(true);
  await expect(reencodeJpeg(bytes.subarray(0, bytes.length >> 1), fit, 90)).rejects.toThrow(BadImage);
});

test('re-encoding keeps the picture', async () => {
  const decoded = await decodeImage(await jpeg(orange), asIs);
  near(await pixelOf(await encodeJpeg(decoded, 90)), orange);
});

test.each<[string, () => Promise<Uint8Array>, RegExp]>([
  ['an empty file', async () => new Uint8Array(), /./],
  ['text', async () => Buffer.from('not an image'), /unsupported/],
  [
    'half a large JPEG',
    async () => detailed().then((bytes) => bytes.subarray(0, bytes.length >> 1)),
    /premature end/,
  ],
  ['the head of a JPEG', async () => (await jpeg(orange)).subarray(0, 120), /./],
  ['a 1x1 image', () => jpeg(orange, 1, 1), /1x1 pixels, too small/],
  ['a TIFF of two pages', async () => twoPages, /2 pages in one file/],
  [
    'an SVG',
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    /a svg file/,
  ],
  ['an animated WebP', animated, /animated: 2 frames/],
])('%s is a bad image, in one line', async (_, bytes, reason) => {
  const error: unknown = await decodeImage(await bytes(), { kind: 'square', side: 16 }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(BadImage);
  expect((error as BadImage).message).toMatch(reason);
  expect((error as BadImage).message).not.toContain('\n');
});

/** Two pages of 8 x 8 grey pixels, as tiffcp makes them: a header and two directories that share one strip. */
const twoPages = tiffOfTwoPages();

function tiffOfTwoPages(): Buffer {
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, 3, 8],
    [257, 3, 8],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 3, 8],
    [279, 4, 64],
  ];
  const size = 2 + 12 * entries.length + 4;
  const bytes = Buffer.alloc(8 + 64 + 2 * size);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(72, 4);
  for (const page of [0, 1]) {
    const at = 72 + page * size;
    bytes.writeUInt16LE(entries.length, at);
    entries.forEach(([tag, type, value], index) => {
      const entry = at + 2 + 12 * index;
      bytes.writeUInt16LE(tag, entry);
      bytes.writeUInt16LE(type, entry + 2);
      bytes.writeUInt32LE(1, entry + 4);
      bytes.writeUInt32LE(value, entry + 8);
    });
    bytes.writeUInt32LE(page === 0 ? at + size : 0, at + size - 4);
  }
  return bytes;
}

async function animated(): Promise<Uint8Array> {
  const frames = [await plain([255, 0, 0]).png().toBuffer(), await plain([0, 0, 255]).png().toBuffer()];
  return sharp(frames, { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100], lossless: true })
    .toBuffer();
}
