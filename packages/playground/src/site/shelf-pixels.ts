import type { Crop } from '@batchmates/augmentation';
import type { DatasetInfo, ImageShape, Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { pixelSource, type Pixels } from '@batchmates/loader';
import { centralWindow, type NamedPixels } from './central-window.ts';

/** The images of a shelf, all of one shape. */
export interface ShelfPixels {
  readonly shape: ImageShape;
  /** Uint8 `[count, height, width, channels]`. */
  readonly data: Uint8Array;
  /** Whether networks see of each exactly what they see of the image in the data set; else its outermost pixels may differ a little. */
  readonly exact: boolean;
}

/** Bytes of a shelf at most. */
const MOST = 200e6;

/**
 * The pixels of the images `indices`. Raw images are kept as they are stored. Of encoded ones, whose sizes differ, the central window that the
 * networks see is kept. Throws a `UserError` for more than a browser should load, when networks see windows of different sizes, or an image is smaller.
 */
export async function shelfPixels(
  {
    split,
    info,
    crops,
  }: { readonly split: Split; readonly info: DatasetInfo; readonly crops: readonly Crop[] },
  indices: readonly number[],
): Promise<ShelfPixels> {
  const { height, width, channels } = info.shape;
  const bytes = indices.length * height * width * channels;
  if (bytes > MOST) {
    throw new UserError({
      code: 'site/shelf',
      what: `${indices.length} images of the playground`,
      expected: `at most ${MOST / 1e6} MB, for a browser loads them all`,
      received: `${Math.round(bytes / 1e6)} MB`,
      remedy: 'lower imagesPerClass',
    });
  }
  const source = pixelSource(split, info);
  const images: NamedPixels[] = [];
  for (const index of indices) images.push({ ...(await source(index)), id: split.id(index) });
  if (info.encoding === 'raw') return { shape: info.shape, data: joined(images), exact: true };
  const { shape, windows, exact } = centralWindow(images, crops);
  return { shape: { ...shape, channels: info.shape.channels }, data: joined(windows), exact };
}

function joined(images: readonly Pick<Pixels, 'data'>[]): Uint8Array {
  return Buffer.concat(images.map(({ data }) => data));
}
