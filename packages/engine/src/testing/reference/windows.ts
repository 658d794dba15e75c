import { pixelOffset, type FeatureMap } from './feature-map.ts';

/** A square sliding window. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** Extent of the output along a side of `length` pixels. */
export function slide(length: number, { size, stride, padding }: Window): number {
  return Math.floor((length + 2 * padding - size) / stride) + 1;
}

/**
 * Calls `visit` for every pair of an output pixel and an input pixel in its window: offsets of their channels 0 in
 * the two maps, and the position within the window. Padded pixels are skipped.
 */
export function visitWindows(
  { input, output, window }: { input: FeatureMap; output: FeatureMap; window: Window },
  visit: (outputOffset: number, inputOffset: number, position: number) => void,
): void {
  const { size, stride, padding } = window;
  for (let image = 0; image < output.batch; image++) {
    for (let y = 0; y < output.height; y++) {
      for (let x = 0; x < output.width; x++) {
        const target = ((image * output.height + y) * output.width + x) * output.channels;
        for (let position = 0; position < size * size; position++) {
          const row = y * stride - padding + Math.floor(position / size);
          const source = pixelOffset(input, image, row, x * stride - padding + (position % size));
          if (source !== undefined) visit(target, source, position);
        }
      }
    }
  }
}
