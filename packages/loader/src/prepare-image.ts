import { augmentImage, exampleStream, viewImage, type Crop } from '@batchmates/augmentation';
import type { PixelNormalisation, ImageShape } from '@batchmates/dataset';
import { match } from 'ts-pattern';
import type { Preparation } from './preparation.ts';

/** An image as pixels. */
export interface Pixels {
  /** Uint8 `[height, width, channels]`. */
  readonly data: Uint8Array;
  readonly shape: ImageShape;
}

/** What all images of a loader have in common. */
export interface Presentation {
  readonly crop: Crop;
  readonly normalisation: PixelNormalisation;
}

/** One image and what names its randomness. */
export interface Example {
  readonly pixels: Pixels;
  /** Its place in the split. */
  readonly index: number;
  /** How often the plan showed it before. */
  readonly occurrence: number;
}

/** Writes one image as the network is to see it into `target`: float32 `[height, width, channels]`. Pure. */
export function prepareImage(
  target: Float32Array,
  { pixels, index, occurrence }: Example,
  { presentation, preparation }: { readonly presentation: Presentation; readonly preparation: Preparation },
): void {
  const options = { ...presentation, image: pixels.shape };
  match(preparation)
    .with({ kind: 'train' }, ({ augmentation, seed, epoch }) => {
      const stream = exampleStream({ seed, epoch, image: index, occurrence });
      augmentImage(target, pixels.data, { ...options, augmentation, stream });
    })
    .with({ kind: 'view' }, ({ view }) => viewImage(target, pixels.data, { ...options, view }))
    .exhaustive();
}
