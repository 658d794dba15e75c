import { Z_95, type Estimate } from '@batchmates/results';
import { clusteredInterval, union } from './clustered-interval.ts';

/** Fewer images than these say nothing of how much images differ. */
const LEAST_IMAGES = 10;

/**
 * The ratio of two sums over images with its 95 % interval, images being the clusters (the delta method; of products and squares of
 * deviations it is the slope of a regression with standard errors clustered by image). Images whose denominator is 0 say nothing and do
 * not count. Null for fewer than ten others.
 */
export function ratioOfSums(numerators: Float64Array, denominators: Float64Array): Estimate | null {
  const told = [...denominators.keys()].filter((image) => denominators[image] !== 0);
  if (told.length < LEAST_IMAGES) return null;
  return ratioOver(told, numerators, denominators);
}

/** The same over the given images, whether or not their denominators are 0. */
export function ratioOver(
  images: readonly number[],
  numerators: Float64Array,
  denominators: Float64Array,
): Estimate {
  const sum = (of: (image: number) => number) => images.reduce((total, image) => total + of(image), 0);
  const below = sum((image) => denominators[image]!);
  const value = sum((image) => numerators[image]!) / below;
  const squares = sum((image) => (numerators[image]! - value * denominators[image]!) ** 2);
  const correction = images.length / (images.length - 1);
  const half = (Z_95 * Math.sqrt(squares * correction)) / Math.abs(below);
  return { value, interval: [value - half, value + half], images: images.length };
}

/**
 * The mean of one number per image with its 95 % interval, clustered by `batches` where these are given and that is wider. Of fewer than two images it
 * is the number itself, 0 for none.
 */
export function meanOf(values: Float64Array, batches?: ArrayLike<number>): Estimate {
  const images = [...values.keys()];
  if (images.length >= 2) {
    const ones = values.map(() => 1);
    const mean = ratioOver(images, values, ones);
    const clustered = batches && clusteredInterval({ values, clusters: [batches] });
    return clustered ? { ...mean, interval: union(mean.interval, clustered) } : mean;
  }
  const value = values[0] ?? 0;
  return { value, interval: [value, value], images: images.length };
}
