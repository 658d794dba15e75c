import type { Pixels } from './prepare-image.ts';

/**
 * Decodes a JPEG, PNG or WebP file to uint8 pixels `[height, width, channels]`: upright, sRGB (or grey for one
 * channel), without alpha. Throws what sharp throws when the file is damaged.
 */
export async function decodeImage(file: Uint8Array, channels: number): Promise<Pixels> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(file)
    .autoOrient()
    .removeAlpha()
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`it has ${info.channels} channels, not ${channels}`);
  return { data, shape: { height: info.height, width: info.width, channels } };
}
