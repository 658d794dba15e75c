import { resolutionOf } from '@batchmates/augmentation';
import type { PixelSource } from './pixel-source.ts';
import { prepareImage, type Presentation } from './prepare-image.ts';
import type { Preparation } from './preparation.ts';

/** Where the images of a batch come from and what becomes of them. */
export interface FillOptions {
  readonly source: PixelSource;
  readonly presentation: Presentation;
  readonly preparation: Preparation;
}

/** The images of a batch. */
export interface BatchMembers {
  /** Place of each image in the split: `[batch]`. */
  readonly indices: ArrayLike<number>;
  /** How often the plan showed each before: `[batch]`. */
  readonly occurrences: ArrayLike<number>;
}

/**
 * Writes the images of a batch into `target`, float32 `[batch, height, width, channels]`. The loader's workers call
 * it; called directly it is the synchronous path with which they must agree bit for bit.
 */
export async function fillBatch(
  target: Float32Array,
  { indices, occurrences }: BatchMembers,
  { source, ...options }: FillOptions,
): Promise<void> {
  const values = valuesPerImage(options.presentation);
  const decoding: Promise<void>[] = [];
  for (let place = 0; place < indices.length; place++) {
    const index = indices[place]!;
    const occurrence = occurrences[place]!;
    const image = target.subarray(place * values, (place + 1) * values);
    const pixels = source(index);
    // Raw images are at hand: a promise for each would cost more than it brings.
    if (pixels instanceof Promise) {
      decoding.push(
        pixels.then((decoded) => prepareImage(image, { pixels: decoded, index, occurrence }, options)),
      );
    } else {
      prepareImage(image, { pixels, index, occurrence }, options);
    }
  }
  await Promise.all(decoding);
}

/** Values of one prepared image: height x width x channels. */
export function valuesPerImage({ crop, normalisation }: Presentation): number {
  const { height, width } = resolutionOf(crop);
  return height * width * normalisation.mean.length;
}
