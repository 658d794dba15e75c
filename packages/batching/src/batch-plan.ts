import { invariant } from '@batchmates/errors';

/**
 * Which images meet in which batch: batch `b` holds the images `indices[offsets[b] .. offsets[b + 1])`, in that
 * order. Indices count the images of one split.
 */
export interface BatchPlan {
  readonly indices: Uint32Array;
  /** `[batches + 1]`, growing from 0 to `indices.length`. */
  readonly offsets: Uint32Array;
  /**
   * One flag per entry of `indices`, present when a plan holds images drawn again only to fill a batch:
   * 1 = counts, 0 = filler (at test time its prediction is not used).
   */
  readonly counted?: Uint8Array;
}

/** One place in a batch while a plan is being made. */
export interface Seat {
  readonly image: number;
  readonly filler: boolean;
}

/** Number of batches. */
export function batchCount(plan: BatchPlan): number {
  return plan.offsets.length - 1;
}

/** The image indices of batch `batch`, as a view. */
export function batchOf(plan: BatchPlan, batch: number): Uint32Array {
  return plan.indices.subarray(plan.offsets[batch], plan.offsets[batch + 1]);
}

/** The flags of batch `batch` as a view (1 = counts, 0 = filler); absent when every image counts. */
export function countedOf(plan: BatchPlan, batch: number): Uint8Array | undefined {
  return plan.counted?.subarray(plan.offsets[batch], plan.offsets[batch + 1]);
}

/** Builds a plan from batches of seats; `counted` is left out when there is no filler. */
export function planOf(batches: readonly (readonly Seat[])[]): BatchPlan {
  const offsets = new Uint32Array(batches.length + 1);
  batches.forEach((batch, index) => (offsets[index + 1] = (offsets[index] ?? 0) + batch.length));
  const seats = batches.flat();
  const indices = Uint32Array.from(seats, ({ image }) => image);
  return seats.some(({ filler }) => filler)
    ? { indices, offsets, counted: Uint8Array.from(seats, ({ filler }) => (filler ? 0 : 1)) }
    : { indices, offsets };
}

/** The plan made of the given batches of `plan`, in that order. */
export function selectBatches(plan: BatchPlan, batches: readonly number[]): BatchPlan {
  return planOf(
    batches.map((batch) => {
      invariant(batch < batchCount(plan), `batch ${batch} of ${batchCount(plan)}`);
      const counted = countedOf(plan, batch);
      return Array.from(batchOf(plan, batch), (image, place) => ({ image, filler: counted?.[place] === 0 }));
    }),
  );
}
