import type { RandomStream } from '@batchmates/random';
import type { Place } from './batch-plan.ts';
import { drawWithoutReplacement } from './draw-without-replacement.ts';

/**
 * Draws groups of the images of one class in random order, none twice within a group; those drawn after all were drawn once are
 * repeated, and do not count. A group has at most as many images as the class.
 */
export function placesOfClass(images: readonly number[], stream: RandomStream): (size: number) => Place[] {
  const draw = drawWithoutReplacement(images, stream);
  let drawn = 0;
  return (size) => draw(size).map((image) => ({ image, counts: drawn++ < images.length }));
}
