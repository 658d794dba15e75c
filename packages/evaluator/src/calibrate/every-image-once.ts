import { batchCount, batchOf, planOf, type BatchPlan, type Place } from '@batchmates/batching';
import { randomStream, shuffle } from '@batchmates/random';

/** What a plan is completed to. */
export interface WholeSplit {
  /** Images of the split. */
  readonly images: number;
  readonly batchSize: number;
  /** Names the order of what the plan repeats or lacks. */
  readonly seed: number;
}

/**
 * A plan with every image of the split in it once. Batches of images that no batch before them shows stay as they are; the
 * other images follow in batches of `batchSize`, shuffled. A last one of less than half that size joins the one before it, for a
 * layer sees images normalised by the statistics of their batch.
 */
export function everyImageOnce(plan: BatchPlan, { images, batchSize, seed }: WholeSplit): BatchPlan {
  const shown = new Set<number>();
  const batches: (readonly Place[])[] = [];
  for (let batch = 0; batch < batchCount(plan); batch++) {
    const members = batchOf(plan, batch);
    const isNew = new Set(members).size === members.length && members.every((image) => !shown.has(image));
    if (!isNew) continue;
    members.forEach((image) => shown.add(image));
    batches.push(Array.from(members, once));
  }
  const left = Uint32Array.from(
    Array.from({ length: images }, (_, image) => image).filter((image) => !shown.has(image)),
  );
  shuffle(left, randomStream(seed, 'evaluator/calibrate'));
  for (let start = 0; start < left.length; start += batchSize) {
    const places = Array.from(left.subarray(start, start + batchSize), once);
    const before = places.length < batchSize / 2 ? batches.pop() : undefined;
    batches.push([...(before ?? []), ...places]);
  }
  return planOf(batches);
}

function once(image: number): Place {
  return { image, counts: true };
}
