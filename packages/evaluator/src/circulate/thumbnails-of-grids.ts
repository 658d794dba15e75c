import type { DatasetInfo, Split } from '@batchmates/dataset';
import { thumbnail } from '@batchmates/loader';
import type { CirculateGrid } from '@batchmates/results';

/** Longest side of a thumbnail, in pixels. */
const LONGEST = 64;

/** Thumbnails of every image in some grids, `data:` URIs of PNGs keyed by image index. */
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
      indices.map(
        async (index) =>
          [
            String(index),
            await thumbnail(split.image(index), info, { longest: LONGEST, format: 'png' }),
          ] as const,
      ),
    ),
  );
}
