import { batchCount, batchOf, type BatchPlan } from './batch-plan.ts';

/** Images that an epoch shows more than once. */
export interface PlanRepeats {
  /** Distinct images of the plan. */
  readonly images: number;
  /** Images that are in several batches. */
  readonly inSeveralBatches: number;
  /** Batches that hold an image more than once. */
  readonly batchesWithRepeats: number;
  /** The first of them. */
  readonly firstBatch?: number;
}

/** Counts the images that a plan shows more than once. */
export function repeatsOf(plan: BatchPlan): PlanRepeats {
  const last = new Map<number, number>();
  const several = new Set<number>();
  const repeating: number[] = [];
  for (let batch = 0; batch < batchCount(plan); batch++) {
    let repeats = false;
    for (const image of batchOf(plan, batch)) {
      const before = last.get(image);
      if (before === batch) repeats = true;
      else if (before !== undefined) several.add(image);
      last.set(image, batch);
    }
    if (repeats) repeating.push(batch);
  }
  return {
    images: last.size,
    inSeveralBatches: several.size,
    batchesWithRepeats: repeating.length,
    ...(repeating.length === 0 ? {} : { firstBatch: repeating[0]! }),
  };
}
