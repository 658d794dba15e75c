import type { Size } from '@batchmates/dataset';

/** A rectangle of an image in pixels, not necessarily whole ones, and whether it is seen mirrored. */
export interface Region extends Size {
  readonly top: number;
  readonly left: number;
  /** Mirrored left to right. */
  readonly flip: boolean;
}

/** The largest size of `size`'s shape, at most `size` itself, that lies within an image. */
export function fitWithin(size: Size, image: Size): Size {
  const shrink = Math.min(1, image.height / size.height, image.width / size.width);
  // Rounding must not push the side that decides past the image.
  return {
    height: Math.min(size.height * shrink, image.height),
    width: Math.min(size.width * shrink, image.width),
  };
}
