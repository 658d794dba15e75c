import sharp, { type Sharp } from 'sharp';

/** Red, green, blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** A plain image of one colour, as a pipeline to be encoded. */
export function plain([r, g, b]: Rgb, width = 24, height = 16): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

/** A JPEG of one colour. */
export function jpeg(colour: Rgb, width = 24, height = 16): Promise<Buffer> {
  return plain(colour, width, height).jpeg({ quality: 95 }).toBuffer();
}

/** Left half of one colour, right half of another: shows orientation and cropping. */
export function halves(left: Rgb, right: Rgb, width = 32, height = 16): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(x < width / 2 ? left : right, (y * width + x) * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** A JPEG too large to be called small, with detail everywhere. */
export function detailed(width = 200, height = 150): Promise<Buffer> {
  const data = Buffer.from(
    Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 2_654_435_761) >>> 24),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}
