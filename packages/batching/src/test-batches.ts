import { randomStream, shuffle } from '@batchmates/random';
import { balancedPlan } from './balanced-plan.ts';
import type { BatchPlan } from './batch-plan.ts';
import { groupedPlan } from './grouped-plan.ts';
import { imagesByClass } from './images-by-class.ts';
import { imbalancedPlan, type ImbalancedOptions } from './imbalanced-plan.ts';
import { cutInOrder } from './in-order.ts';

/** What test batches are made from; another `arrangement` gives every image other batchmates. */
export interface TestBatchesRequest {
  readonly labels: Uint16Array;
  readonly classes: number;
  readonly seed: number;
  /** Counts from 0, which is the default. */
  readonly arrangement?: number;
}

// 'cover/...' below names random numbers, not code: with another name every arrangement, and so every result, would change.

/**
 * Balanced test batches: `samplesPerClass` images of every class (or of `classesPerBatch` classes) in each. Every image
 * counts exactly once; images of classes with fewer are repeated, which do not count. Throws a `UserError` when a class
 * has no image.
 */
export function balancedTestBatches(
  request: TestBatchesRequest,
  {
    samplesPerClass = 1,
    classesPerBatch = request.classes,
  }: { readonly samplesPerClass?: number; readonly classesPerBatch?: number | undefined } = {},
): BatchPlan {
  return balancedPlan(
    { ...request, key: ['cover/balanced', request.arrangement ?? 0] },
    { samplesPerClass, classesPerBatch, remainder: 'wrap' },
  );
}

/** Random test batches of equal size: every image counts once; the last batch is filled with repeated images. */
export function randomTestBatches(
  request: TestBatchesRequest,
  { batchSize }: { readonly batchSize: number },
): BatchPlan {
  const order = Uint32Array.from(request.labels, (_, image) => image);
  shuffle(order, randomStream(request.seed, 'cover/random', request.arrangement ?? 0));
  return cutInOrder(order, { batchSize, remainder: 'wrap' });
}

/** Test batches in the order of the split, the last one smaller: for inference in which images cannot meet. */
export function testBatchesInOrder(images: number, { batchSize }: { readonly batchSize: number }): BatchPlan {
  const order = Uint32Array.from({ length: images }, (_, image) => image);
  return cutInOrder(order, { batchSize, remainder: 'keep' });
}

/**
 * Test batches of `batchSize` in the order of the split. The last one begins with the images just before it, which do not
 * count: it is as large as the others, and images that follow one another in the split are together.
 */
export function streamTestBatches(images: number, { batchSize }: { readonly batchSize: number }): BatchPlan {
  const order = Uint32Array.from({ length: images }, (_, image) => image);
  return cutInOrder(order, { batchSize, remainder: 'overlap' });
}

/**
 * Test batches of `batchSize` in the order of the classes, and of the split within a class; the last one is filled as by
 * `streamTestBatches`. Throws a `UserError` when a label is not below `classes`.
 */
export function sortedTestBatches(
  request: Pick<TestBatchesRequest, 'labels' | 'classes'>,
  { batchSize }: { readonly batchSize: number },
): BatchPlan {
  const order = imagesByClass(request, { everyClass: false }).flat();
  return cutInOrder(order, { batchSize, remainder: 'overlap' });
}

/**
 * Test batches of `samplesPerClass` images of each of `classesPerBatch` classes drawn at random, as few as hold every image:
 * each counts exactly once, and those that fill a batch are repeated, which do not count. Throws a `UserError` as `groupedPlan` does.
 */
export function groupedTestBatches(
  request: TestBatchesRequest,
  composition: { readonly samplesPerClass: number; readonly classesPerBatch: number },
): BatchPlan {
  return groupedPlan({ ...request, key: ['test/grouped', request.arrangement ?? 0] }, composition);
}

/**
 * Balanced test batches but for some classes that a batch lacks or has twice as many images of, drawn for each: every image counts exactly once, and those that
 * fill a batch are repeated, which do not count. Throws a `UserError` as `imbalancedPlan` does.
 */
export function imbalancedTestBatches(request: TestBatchesRequest, options: ImbalancedOptions): BatchPlan {
  return imbalancedPlan({ ...request, key: ['test/imbalanced', request.arrangement ?? 0] }, options);
}
