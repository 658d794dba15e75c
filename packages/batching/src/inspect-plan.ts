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
  /** How many would have met before, were each plan made at random. */
  readonly expected: number;
}

/**
 * For each plan after the first (e.g. the epochs of a training run): how many of its pairs of batchmates already
 * met in the plan before it.
 */
export function meetings(plans: readonly BatchPlan[]): readonly Meetings[] {
  const batches = plans.map(batchesOfImages);
  return plans.slice(1).map((plan, index) => {
    const [earlier, own] = [batches[index]!, batches[index + 1]!];
    const { pairs, again } = countPairs(plan, own, earlier);
    const before = countPairs(plans[index]!, earlier, own).pairs;
    const images = new Set([...earlier.keys(), ...own.keys()]).size;
    return { pairs, again, expected: images < 2 ? 0 : (pairs * before) / ((images * (images - 1)) / 2) };
  });
}

/** The batches that each image is in, ascending. */
type BatchesOfImages = ReadonlyMap<number, readonly number[]>;

function batchesOfImages(plan: BatchPlan): BatchesOfImages {
  const batches = new Map<number, number[]>();
  for (let batch = 0; batch < batchCount(plan); batch++) {
    for (const image of new Set(batchOf(plan, batch))) {
      const list = batches.get(image);
      if (list === undefined) batches.set(image, [batch]);
      else list.push(batch);
    }
  }
  return batches;
}

/** Pairs of a plan, each once, and how many of them are in one batch of another: no set of pairs, which large plans have too many of. */
function countPairs(
  plan: BatchPlan,
  own: BatchesOfImages,
  other: BatchesOfImages,
): Omit<Meetings, 'expected'> {
  let [pairs, again] = [0, 0];
  for (let batch = 0; batch < batchCount(plan); batch++) {
    const images = [...new Set(batchOf(plan, batch))];
    const mine = images.map((image) => own.get(image)!);
    const others = images.map((image) => other.get(image) ?? []);
    for (let first = 0; first < images.length; first++) {
      for (let second = first + 1; second < images.length; second++) {
        // A pair that meets in several batches counts in the first of them.
        if (firstCommon(mine[first]!, mine[second]!) !== batch) continue;
        pairs++;
        if (firstCommon(others[first]!, others[second]!) !== undefined) again++;
      }
    }
  }
  return { pairs, again };
}

/** The least number that is in both lists, which ascend. */
function firstCommon(one: readonly number[], other: readonly number[]): number | undefined {
  for (let left = 0, right = 0; left < one.length && right < other.length;) {
    const [a, b] = [one[left]!, other[right]!];
    if (a === b) return a;
    if (a < b) left++;
    else right++;
  }
  return undefined;
}
