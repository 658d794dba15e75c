import type { DatasetInfo, Split } from '@batchmates/dataset';
import type { CirculateGrid } from '@batchmates/results';
import sharp from 'sharp';

/** Longest side of a thumbnail, in pixels. */
const LONGEST = 64;

/** A stored image as a `data:` URI of a small PNG, without its padding; at most 64 pixels on its longer side. */
async function thumbnail(image: Uint8Array, info: DatasetInfo): Promise<string> {
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
  const png = await opened
    .resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** Thumbnails of every image in some grids, keyed by image index. */
export async function thumbnailsOf(
  grids: readonly CirculateGrid[],
  split: Split,
  info: DatasetInfo,
): Promise<Record<string, string>> {
  const rows = grids.flatMap(({ base, rows }) => [base, ...rows]);
  // Keys that are whole numbers are listed in ascending order, however they were added.
  const indices = [...new Set(rows.flatMap(({ cells }) => cells.map(({ image }) => image)))];
  return Object.fromEntries(
    await Promise.all(
      indices.map(async (index) => [String(index), await thumbnail(split.image(index), info)] as const),
    ),
  );
}
