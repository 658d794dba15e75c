import type { ImageShape } from './image-shape.ts';

/** Copies an image `[height, width, channels]` into the middle of `target`, whose margin of `padding` stays as it is. */
export function padImage(target: Uint8Array, image: Uint8Array, shape: ImageShape, padding: number): void {
  const row = shape.width * shape.channels;
  const targetRow = (shape.width + 2 * padding) * shape.channels;
  for (let y = 0; y < shape.height; y++) {
    target.set(image.subarray(y * row, (y + 1) * row), (y + padding) * targetRow + padding * shape.channels);
  }
}
