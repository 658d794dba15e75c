import { batchCount, batchOf, type BatchPlan } from './batch-plan.ts';

/** `[batches][classes]`: how many images of each class each batch holds. */
export function classHistogram(
  plan: BatchPlan,
  { labels, classes }: { readonly labels: Uint16Array; readonly classes: number },
): readonly Uint32Array[] {
  return Array.from({ length: batchCount(plan) }, (_, batch) => {
    const counts = new Uint32Array(classes);
    for (const image of batchOf(plan, batch)) counts[labels[image]!]! += 1;
    return counts;
  });
}

/** How many pairs of images meet in a plan, and how many of those had met in an earlier one. */
export interface Meetings {
  readonly pairs: number;
  readonly again: number;
}

/**
 * For each plan after the first (e.g. the epochs of a training run): how many of its pairs of batchmates already
 * met in the plan before it.
 */
export function meetings(plans: readonly BatchPlan[]): readonly Meetings[] {
  const met = plans.map(pairsOf);
  return met.slice(1).map((pairs, index) => {
    let again = 0;
    for (const pair of pairs) if (met[index]?.has(pair)) again++;
    return { pairs: pairs.size, again };
  });
}

function pairsOf(plan: BatchPlan): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (let batch = 0; batch < batchCount(plan); batch++) {
    const images = [...new Set(batchOf(plan, batch))].sort((a, b) => a - b);
    images.forEach((first, place) => {
      // Image indices are 32 bits at most 2^26 in practice; the product stays exact in a double.
      for (const second of images.slice(place + 1)) pairs.add(first * 2 ** 26 + second);
    });
  }
  return pairs;
}
