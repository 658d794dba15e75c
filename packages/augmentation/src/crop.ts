import { sizeSchema, type Size } from '@batchmates/dataset';
import type { z } from 'zod';

/**
 * What the network sees of an image: a window of `height` x `width` pixels of the stored image (36x36 of a padded
 * 40x40 CIFAR image, 224x224 of a 256-pixel photograph), resampled to `resolution` where that differs.
 */
export interface Crop extends Size {
  /** The network's input size; absent: the window's own size. */
  readonly resolution?: Size;
}

/** A crop read back from JSON. */
export const cropSchema = sizeSchema.extend({
  resolution: sizeSchema.exactOptional(),
}) satisfies z.ZodType<Crop>;

/** Height and width of the network's input under a crop. */
export function resolutionOf({ height, width, resolution }: Crop): Size {
  return resolution ?? { height, width };
}
