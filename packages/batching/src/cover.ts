import { randomStream, shuffle } from '@batchmates/random';
import { balancedPlan } from './balanced-plan.ts';
import type { BatchPlan } from './batch-plan.ts';
import { cutInOrder } from './in-order.ts';

/** What a test arrangement is made from; another `arrangement` gives every image other batchmates. */
export interface CoverRequest {
  readonly labels: Uint16Array;
  readonly classes: number;
  readonly seed: number;
  readonly arrangement?: number;
}

/**
 * Balanced test batches: one image of every class (or of `classesPerBatch` classes) in each. Every image counts
 * exactly once; classes with fewer images are made up by fillers of the same class, which do not count. Throws a
 * `UserError` when a class has no image.
 */
export function coverBalanced(
  request: CoverRequest,
  {
    samplesPerClass = 1,
    classesPerBatch = request.classes,
  }: { readonly samplesPerClass?: number; readonly classesPerBatch?: number } = {},
): BatchPlan {
  return balancedPlan(
    { ...request, key: ['cover/balanced', request.arrangement ?? 0] },
    { samplesPerClass, classesPerBatch, remainder: 'wrap' },
  );
}

/** Random test batches of equal size: every image counts once; the last batch is made up by fillers. */
export function coverRandom(request: CoverRequest, { batchSize }: { readonly batchSize: number }): BatchPlan {
  const order = Uint32Array.from(request.labels, (_, image) => image);
  shuffle(order, randomStream(request.seed, 'cover/random', request.arrangement ?? 0));
  return cutInOrder(order, { batchSize, remainder: 'wrap' });
}

/** Test batches in the order of the split, the last one smaller: for inference in which images cannot meet. */
export function coverInOrder(images: number, { batchSize }: { readonly batchSize: number }): BatchPlan {
  const order = Uint32Array.from({ length: images }, (_, image) => image);
  return cutInOrder(order, { batchSize, remainder: 'keep' });
}
