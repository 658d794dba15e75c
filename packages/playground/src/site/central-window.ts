import { centreView, resolutionOf, viewRegion, type Crop } from '@batchmates/augmentation';
import type { Size } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { Pixels } from '@batchmates/loader';

/** An image with the name that the data set has for it. */
export interface NamedPixels extends Pixels {
  readonly id: string;
}

/** The central windows of images. */
export interface CentralWindows {
  /** Of each window: what the networks see, with the pixels around it that resampling reads. */
  readonly shape: Size;
  readonly windows: readonly Pick<Pixels, 'data'>[];
  /** Whether every image has as many pixels around its window as resampling reads. */
  readonly exact: boolean;
}

/**
 * Cuts from each image the window that networks with these crops see in the central view. Throws a `UserError` when they see windows of different sizes,
 * or an image is smaller than that.
 */
export function centralWindow(images: readonly NamedPixels[], crops: readonly Crop[]): CentralWindows {
  const window = commonWindow(crops);
  for (const image of images) checkSize(image, window);
  const needed = largest(crops.map(marginOf));
  const slack = ({ shape }: Pixels): Size => ({
    height: Math.floor((shape.height - window.height) / 2),
    width: Math.floor((shape.width - window.width) / 2),
  });
  const margin = {
    height: Math.min(needed.height, ...images.map((image) => slack(image).height)),
    width: Math.min(needed.width, ...images.map((image) => slack(image).width)),
  };
  const shape = { height: window.height + 2 * margin.height, width: window.width + 2 * margin.width };
  return {
    shape,
    windows: images.map((image) => ({ data: cut(image, shape) })),
    exact: margin.height === needed.height && margin.width === needed.width,
  };
}

function commonWindow([first, ...others]: readonly Crop[]): Size {
  const text = (size: Size | undefined) => `${size?.height}x${size?.width}`;
  const other = others.find((each) => text(each) !== text(first));
  if (first !== undefined && other === undefined) return { height: first.height, width: first.width };
  throw new UserError({
    code: 'playground/windows',
    what: 'networks of a playground on images of different sizes',
    expected: `one window, ${text(first)}`,
    received: `another, ${text(other)}`,
    remedy: 'make a playground of each',
  });
}

function checkSize({ id, shape }: NamedPixels, window: Size): void {
  if (shape.height >= window.height && shape.width >= window.width) return;
  throw new UserError({
    code: 'playground/small-image',
    what: `image "${id}"`,
    expected: `at least ${window.height}x${window.width} pixels`,
    received: `${shape.height}x${shape.width}`,
    remedy: 'leave it out of the data set, or choose other images with seed',
  });
}

/** How many pixels around a crop's window its resampling reads, on each side: the triangle of `filterTaps` at the outermost place. */
function marginOf(crop: Crop): Size {
  const { height, width } = resolutionOf(crop);
  const along = (extent: number, size: number) => {
    const step = extent / size;
    return Math.max(0, -Math.floor(0.5 * step - 0.5 - Math.max(1, step)) - 1);
  };
  return { height: along(crop.height, height), width: along(crop.width, width) };
}

function largest(sizes: readonly Size[]): Size {
  return {
    height: Math.max(...sizes.map(({ height }) => height)),
    width: Math.max(...sizes.map(({ width }) => width)),
  };
}

/** The centre of an image, placed as `viewImage` places it. */
function cut({ data, shape: image }: Pixels, size: Size): Uint8Array {
  const { top, left } = viewRegion(centreView, { crop: size, image });
  const row = size.width * image.channels;
  const window = new Uint8Array(size.height * row);
  for (let y = 0; y < size.height; y++) {
    const start = ((top + y) * image.width + left) * image.channels;
    window.set(data.subarray(start, start + row), y * row);
  }
  return window;
}
