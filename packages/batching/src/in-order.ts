import { match } from 'ts-pattern';
import { planOf, type BatchPlan } from './batch-plan.ts';
import { planError, type Remainder } from './options.ts';

/**
 * Cuts a list of images into batches of `batchSize`. With `keep` the last batch may be smaller (for inference);
 * with `wrap` it is filled with images from the head of the list, repeated, which do not count.
 */
export function cutInOrder(
  images: ArrayLike<number>,
  { batchSize, remainder }: { readonly batchSize: number; readonly remainder: Remainder | 'keep' },
): BatchPlan {
  const left = images.length % batchSize;
  const order = Array.from(images, (image) => ({ image, counts: true }));
  const places = match(remainder)
    .with('keep', () => order)
    .with('drop', () => order.slice(0, images.length - left))
    .with('wrap', () => {
      const missing = left === 0 ? 0 : batchSize - left;
      const repeated = Array.from({ length: missing }, (_, place) => ({
        image: images[place % images.length]!,
        counts: false,
      }));
      return [...order, ...repeated];
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
