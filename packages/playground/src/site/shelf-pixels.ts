import { centreView, viewRegion, type Crop } from '@batchmates/augmentation';
import type { DatasetInfo, ImageShape, Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { pixelSource, type Pixels } from '@batchmates/loader';

/** The images of a shelf, all of one shape. */
export interface ShelfPixels {
  readonly shape: ImageShape;
  /** Uint8 `[count, height, width, channels]`. */
  readonly data: Uint8Array;
}

/**
 * The pixels of the images `indices`. Raw images are kept as they are stored. Of encoded ones, whose sizes differ, the central window that the
 * networks see is kept; a network sees the same of it as of the whole image. Throws a `UserError` when networks see windows of different sizes, or an
 * image is smaller.
 */
export async function shelfPixels(
  {
    split,
    info,
    crops,
  }: { readonly split: Split; readonly info: DatasetInfo; readonly crops: readonly Crop[] },
  indices: readonly number[],
): Promise<ShelfPixels> {
  const source = pixelSource(split, info);
  const images: Uint8Array[] = [];
  const shape = info.encoding === 'raw' ? info.shape : windowOf(crops, info);
  for (const index of indices) {
    const pixels = await source(index);
    images.push(info.encoding === 'raw' ? pixels.data : centralWindow(pixels, shape, split.id(index)));
  }
  const size = shape.height * shape.width * shape.channels;
  const data = new Uint8Array(indices.length * size);
  images.forEach((image, place) => data.set(image, place * size));
  return { shape, data };
}

function windowOf(crops: readonly Crop[], { shape: { channels } }: DatasetInfo): ImageShape {
  const [first, ...others] = crops.map(({ height, width }) => `${height}x${width}`);
  const other = others.find((each) => each !== first);
  if (other !== undefined) {
    throw new UserError({
      code: 'playground/windows',
      what: 'networks of a playground on images of different sizes',
      expected: `one window, ${first}`,
      received: `another, ${other}`,
      remedy: 'make a playground of each',
    });
  }
  const { height, width } = crops[0]!;
  return { height, width, channels };
}

/** The central window of an image, as `viewImage` places it. */
function centralWindow({ data, shape }: Pixels, window: ImageShape, id: string): Uint8Array {
  const region = viewRegion(centreView, { crop: window, image: shape });
  if (region.height !== window.height || region.width !== window.width) {
    throw new UserError({
      code: 'playground/small-image',
      what: `image "${id}"`,
      expected: `at least ${window.height}x${window.width} pixels`,
      received: `${shape.height}x${shape.width}`,
    });
  }
  const row = window.width * window.channels;
  const cut = new Uint8Array(window.height * row);
  for (let y = 0; y < window.height; y++) {
    const start = ((region.top + y) * shape.width + region.left) * shape.channels;
    cut.set(data.subarray(start, start + row), y * row);
  }
  return cut;
}
