import { invariant, UserError } from '@batchmates/errors';

/**
 * Which images meet in which batch: batch `b` holds the images `indices[offsets[b] .. offsets[b + 1])`, in that
 * order. Indices count the images of one split.
 */
export interface BatchPlan {
  readonly indices: Uint32Array;
  /** `[batches + 1]`, growing from 0 to `indices.length`. */
  readonly offsets: Uint32Array;
  /**
   * One flag per entry of `indices`: 1 = counts, 0 = an image repeated only to fill a batch (at test time its second
   * prediction is not used). Absent when every image counts.
   */
  readonly counted?: Uint8Array;
}

/** One place in a batch while a plan is being made. */
export interface Place {
  readonly image: number;
  /** False for an image that only fills the batch: its prediction is not used. */
  readonly counts: boolean;
}

/** Number of batches. */
export function batchCount(plan: BatchPlan): number {
  return plan.offsets.length - 1;
}

/** The image indices of batch `batch`, as a view. */
export function batchOf(plan: BatchPlan, batch: number): Uint32Array {
  return plan.indices.subarray(plan.offsets[batch], plan.offsets[batch + 1]);
}

/** The flags of batch `batch` as a view (1 = counts, 0 = repeated image); absent when every image counts. */
export function countedOf(plan: BatchPlan, batch: number): Uint8Array | undefined {
  return plan.counted?.subarray(plan.offsets[batch], plan.offsets[batch + 1]);
}

/** Batch `batch` as the list of its places. */
export function placesOf(plan: BatchPlan, batch: number): Place[] {
  const counted = countedOf(plan, batch);
  return Array.from(batchOf(plan, batch), (image, place) => ({ image, counts: counted?.[place] !== 0 }));
}

/** Number of entries of a plan that do not count: images repeated to fill batches. */
export function repeatedImages({ counted }: BatchPlan): number {
  return counted?.reduce((sum, flag) => sum + (flag === 0 ? 1 : 0), 0) ?? 0;
}

/** How often each entry's image stands before it in the plan: `[entries]`, 0 where it is shown for the first time. */
export function occurrencesOf({ indices }: Pick<BatchPlan, 'indices'>): Uint32Array {
  const shown = new Uint32Array(indices.reduce((most, image) => Math.max(most, image + 1), 0));
  return indices.map((image) => shown[image]!++);
}

/** Builds a plan from the places of its batches; `counted` is left out when every image counts. Throws a `UserError` for an image that is no index. */
export function planOf(batches: readonly (readonly Place[])[]): BatchPlan {
  const offsets = new Uint32Array(batches.length + 1);
  batches.forEach(({ length }, batch) => (offsets[batch + 1] = offsets[batch]! + length));
  const places = batches.flat();
  places.forEach(({ image }, place) => assertIndex(image, place));
  const indices = Uint32Array.from(places, ({ image }) => image);
  return places.every(({ counts }) => counts)
    ? { indices, offsets }
    : { indices, offsets, counted: Uint8Array.from(places, ({ counts }) => (counts ? 1 : 0)) };
}

/** The plan made of the given batches of `plan`, in that order. */
export function selectBatches(plan: BatchPlan, batches: readonly number[]): BatchPlan {
  return planOf(
    batches.map((batch) => {
      invariant(batch < batchCount(plan), `batch ${batch} of ${batchCount(plan)}`);
      return placesOf(plan, batch);
    }),
  );
}

/** As a Uint32, NaN would be image 0. */
function assertIndex(image: number, place: number): void {
  if (Number.isInteger(image) && image >= 0 && image < 2 ** 32) return;
  throw new UserError({
    code: 'batching/bad-image',
    what: `planOf(): place ${place} of the plan`,
    expected: 'the index of an image: a whole number from 0',
    received: String(image),
    remedy: 'mend the strategy that plans it',
  });
}
