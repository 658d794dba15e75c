import type { SiteData } from '../site-data.ts';
import { fromRgba } from './rgba.ts';

/**
 * Decodes an image file and scales its central part to the images of the site, with their black margin: uint8 `[height, width,
 * channels]`. Transparent parts become white. Rejects when the browser cannot read the file.
 */
export async function readPicture(
  file: Blob,
  { image: { height, width, channels }, padding }: Pick<SiteData, 'image' | 'padding'>,
): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws no canvas');
  const inner = { width: width - 2 * padding, height: height - 2 * padding };
  const scale = Math.min(bitmap.width / inner.width, bitmap.height / inner.height);
  const part = { width: inner.width * scale, height: inner.height * scale };
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#fff';
  context.fillRect(padding, padding, inner.width, inner.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    bitmap,
    ...([(bitmap.width - part.width) / 2, (bitmap.height - part.height) / 2] as const),
    ...([part.width, part.height] as const),
    ...([padding, padding, inner.width, inner.height] as const),
  );
  bitmap.close();
  return fromRgba(context.getImageData(0, 0, width, height).data, channels);
}
