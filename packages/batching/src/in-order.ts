import { match } from 'ts-pattern';
import { planOf, type BatchPlan, type Place } from './batch-plan.ts';
import { planError, type Remainder } from './options.ts';

/**
 * Cuts a list of images into batches of `batchSize`. With `keep` the last batch may be smaller (for inference);
 * with `wrap` it is filled with images from the head of the list, with `overlap` with those just before it (in their
 * order, ahead of its own): repeated, which do not count.
 */
export function cutInOrder(
  images: ArrayLike<number>,
  {
    batchSize,
    remainder,
  }: { readonly batchSize: number; readonly remainder: Remainder | 'keep' | 'overlap' },
): BatchPlan {
  const left = images.length % batchSize;
  const missing = left === 0 ? 0 : batchSize - left;
  const order = Array.from(images, (image) => ({ image, counts: true }));
  const places = match(remainder)
    .with('keep', () => order)
    .with('drop', () => order.slice(0, images.length - left))
    .with('wrap', () => [...order, ...repeatedFrom(images, { start: 0, count: missing })])
    .with('overlap', () => {
      const start = images.length - left;
      const repeated = repeatedFrom(images, { start: start - missing, count: missing });
      return [...order.slice(0, start), ...repeated, ...order.slice(start)];
    })
    .with('error', () => {
      if (left === 0) return order;
      throw planError('option batchSize', {
        expected: `a divisor of the ${images.length} images`,
        received: String(batchSize),
        remedy: 'or set remainder to drop or wrap',
      });
    })
    .exhaustive();
  return planOf(
    Array.from({ length: Math.ceil(places.length / batchSize) }, (_, batch) =>
      places.slice(batch * batchSize, (batch + 1) * batchSize),
    ),
  );
}

/** `count` images of the list from place `start` on, which may be negative, round and round. */
function repeatedFrom(
  images: ArrayLike<number>,
  { start, count }: { readonly start: number; readonly count: number },
): Place[] {
  return Array.from({ length: count }, (_, place) => {
    const at = (start + place) % images.length;
    return { image: images[at < 0 ? at + images.length : at]!, counts: false };
  });
}
