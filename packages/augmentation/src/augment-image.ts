import type { PixelNormalisation, ImageShape } from '@batchmates/dataset';
import { randomStream, type RandomStream } from '@batchmates/random';
import type { Augmentation } from './augmentation-schema.ts';
import { colourShift, normalisingMap } from './colour.ts';
import { resolutionOf, type Crop } from './crop.ts';
import { randomRegion } from './random-region.ts';
import { resample } from './resample.ts';
import { viewRegion, type View } from './views.ts';

/** An image and what is to be seen of it. */
export interface ImageOptions {
  /** Shape of the source image. */
  readonly image: ImageShape;
  readonly crop: Crop;
  /** Mean and deviation that normalise the pixels. */
  readonly normalisation: PixelNormalisation;
}

/** Names one training example: the same key gives the same pixels, in any order and on any thread. */
export interface ExampleKey {
  readonly seed: number;
  readonly epoch: number;
  /** Index of the image in its split. */
  readonly image: number;
  /** How often the image came before in the same epoch; absent: never. An oversampled image is varied anew each time. */
  readonly occurrence?: number;
}

/** The randomness of one training example. */
export function exampleStream({ seed, epoch, image, occurrence = 0 }: ExampleKey): RandomStream {
  const again = occurrence === 0 ? [] : [occurrence];
  return randomStream(seed, 'augmentation', epoch, image, ...again);
}

/**
 * Writes a training example into `target` (float32 `[height, width, channels]` at the crop's resolution): `source`
 * (uint8 `[height, width, channels]`) cropped, scaled, flipped, colour-shifted and normalised in one bilinear pass.
 */
export function augmentImage(
  target: Float32Array,
  source: Uint8Array,
  {
    augmentation,
    stream,
    image,
    crop,
    normalisation,
  }: ImageOptions & { readonly augmentation: Augmentation; readonly stream: RandomStream },
): void {
  const region = randomRegion(augmentation, { crop, image }, stream);
  const varied = augmentation === 'none' || augmentation.kind === 'none' ? undefined : augmentation;
  const flip = varied?.flip === true && stream.uniform() < 0.5;
  const shift =
    varied === undefined || varied.colour === 0
      ? undefined
      : colourShift(normalisation, { sigma: varied.colour, by: varied.colourBy }, stream);
  const colour = normalisingMap(normalisation, shift);
  resample(target, source, { image, region: { ...region, flip }, size: resolutionOf(crop), colour });
}

/** Writes a view of a test image into `target`, normalised; shapes as in `augmentImage`. No randomness. */
export function viewImage(
  target: Float32Array,
  source: Uint8Array,
  { view, image, crop, normalisation }: ImageOptions & { readonly view: View },
): void {
  resample(target, source, {
    image,
    region: viewRegion(view, { crop, image }),
    size: resolutionOf(crop),
    colour: normalisingMap(normalisation),
  });
}
