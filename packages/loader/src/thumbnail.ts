import type { DatasetInfo } from '@batchmates/dataset';

/** How a thumbnail looks. */
export interface ThumbnailOptions {
  /** Longest side, in pixels; smaller images stay as they are. */
  readonly longest: number;
  /** `png` keeps every pixel; `webp` is several times smaller and made for pages that show hundreds. */
  readonly format: 'png' | 'webp';
}

/** A stored image as a `data:` URI of a small picture, upright and without its padding. */
export async function thumbnail(
  image: Uint8Array,
  info: DatasetInfo,
  { longest, format }: ThumbnailOptions,
): Promise<string> {
  const { default: sharp } = await import('sharp');
  const { height, width, channels } = info.shape;
  const inner = { width: width - 2 * info.padding, height: height - 2 * info.padding };
  const opened =
    info.encoding === 'encoded'
      ? sharp(image).rotate()
      : sharp(image, { raw: { height, width, channels: channels as 1 | 2 | 3 | 4 } }).extract({
          left: info.padding,
          top: info.padding,
          ...inner,
        });
  const small = opened.resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true });
  const bytes = await (
    format === 'png' ? small.png({ compressionLevel: 9 }) : small.webp({ quality: 80 })
  ).toBuffer();
  return `data:image/${format};base64,${bytes.toString('base64')}`;
}
