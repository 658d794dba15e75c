import { batchCount, batchOf, countedOf, type BatchPlan } from '@batchmates/batching';
import { shuffle, type RandomStream } from '@batchmates/random';

/** A plan in which one image of each whole batch is among other images. */
export interface ReplacedPlan {
  readonly plan: BatchPlan;
  /** Places of batchmates that were to change, and of those where the image is from the same batch as before. */
  readonly places: number;
  readonly kept: number;
}

/**
 * The target of every whole batch: an image drawn from those of the batch that are in no `taken` before, to which it is added. Batches with
 * repeated images have none.
 */
export function drawTargets(plan: BatchPlan, taken: Set<number>, stream: RandomStream): readonly number[] {
  return Array.from({ length: batchCount(plan) }, (_, batch) => {
    if (countedOf(plan, batch)?.includes(0) === true) return undefined;
    const order = shuffle([...batchOf(plan, batch)], stream);
    const target = order.find((image) => !taken.has(image)) ?? order[0]!;
    taken.add(target);
    return target;
  }).filter((target) => target !== undefined);
}

/**
 * The same batches around the same targets, their other images exchanged between batches: each for one with the same `key`, drawn at random,
 * from another batch if there is one. With labels for keys the labels of every batch stay as they were.
 */
export function replaceBatchmates(
  plan: BatchPlan,
  {
    targets,
    key,
    stream,
  }: {
    readonly targets: readonly number[];
    readonly key: (image: number) => number;
    readonly stream: RandomStream;
  },
): ReplacedPlan {
  const stays = new Set(targets);
  const groups = new Map<number, Place[]>();
  for (let batch = 0; batch < batchCount(plan); batch++) {
    if (countedOf(plan, batch)?.includes(0) === true) continue;
    batchOf(plan, batch).forEach((image, slot) => {
      if (stays.has(image)) return;
      const group = groups.get(key(image)) ?? [];
      groups.set(key(image), group);
      group.push({ at: plan.offsets[batch]! + slot, batch, image });
    });
  }
  const indices = plan.indices.slice();
  let [places, kept] = [0, 0];
  for (const group of groups.values()) {
    const from = exchange(group, stream);
    group.forEach(({ at, batch }, index) => {
      indices[at] = from[index]!.image;
      places++;
      if (from[index]!.batch === batch) kept++;
    });
  }
  return { plan: { ...plan, indices }, places, kept };
}

interface Place {
  /** Index into the plan. */
  readonly at: number;
  readonly batch: number;
  readonly image: number;
}

/** Exchanges tried for an image that came back to its batch. */
const TRIES = 50;

/** A random order of the places' images in which as few as possible are in the batch they came from. */
function exchange(group: readonly Place[], stream: RandomStream): Place[] {
  const from = shuffle([...group], stream);
  group.forEach(({ batch }, index) => {
    for (let tries = 0; tries < TRIES && from[index]!.batch === batch; tries++) {
      const other = stream.integer(group.length);
      const [mine, theirs] = [from[index]!, from[other]!];
      if (theirs.batch === batch || mine.batch === group[other]!.batch) continue;
      from[index] = theirs;
      from[other] = mine;
    }
  });
  return from;
}
