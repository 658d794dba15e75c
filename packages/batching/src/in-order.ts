import { match } from 'ts-pattern';
import { planOf, type BatchPlan } from './batch-plan.ts';
import { planError, type Remainder } from './options.ts';

/**
 * Cuts a list of images into batches of `batchSize`. With `keep` the last batch may be smaller (for inference);
 * with `wrap` it is filled from the head of the list by fillers that do not count.
 */
export function cutInOrder(
  images: ArrayLike<number>,
  { batchSize, remainder }: { readonly batchSize: number; readonly remainder: Remainder | 'keep' },
): BatchPlan {
  const left = images.length % batchSize;
  const whole = images.length - left;
  const order = Array.from(images, (image) => ({ image, filler: false }));
  const seats = match(remainder)
    .with('keep', () => order)
    .with('drop', () => order.slice(0, whole))
    .with('wrap', () => {
      const missing = left === 0 ? 0 : batchSize - left;
      const fillers = Array.from({ length: missing }, (_, place) => ({
        image: images[place % images.length] ?? 0,
        filler: true,
      }));
      return [...order, ...fillers];
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
  const batches = Array.from({ length: Math.ceil(seats.length / batchSize) }, (_, batch) =>
    seats.slice(batch * batchSize, (batch + 1) * batchSize),
  );
  return planOf(batches);
}
