import { centreView, resolutionOf, viewImage } from '@batchmates/augmentation';
import type { ImageShape } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { SiteNetwork } from '../site-data.ts';

/**
 * Stored images (uint8 `[batch, height, width, channels]`) as a network sees them: the central view, normalised, float32 `[batch, height,
 * width, channels]`, by the code that prepares test images for evaluation. Throws a `UserError` when the bytes are not whole images.
 */
export function presentImages(
  images: Uint8Array,
  {
    image,
    crop,
    normalisation,
  }: { readonly image: ImageShape } & Pick<SiteNetwork, 'crop' | 'normalisation'>,
): Float32Array {
  const stored = image.height * image.width * image.channels;
  const count = images.length / stored;
  if (!Number.isInteger(count) || count === 0) {
    throw new UserError({
      code: 'playground/images',
      what: 'images of a batch',
      expected: `a multiple of ${stored} bytes`,
      received: `${images.length}`,
      remedy: 'give whole images of the size that the site says',
    });
  }
  const { height, width } = resolutionOf(crop);
  const seen = height * width * image.channels;
  const presented = new Float32Array(count * seen);
  for (let place = 0; place < count; place++) {
    const target = presented.subarray(place * seen, (place + 1) * seen);
    const source = images.subarray(place * stored, (place + 1) * stored);
    viewImage(target, source, { view: centreView, image, crop, normalisation });
  }
  return presented;
}
