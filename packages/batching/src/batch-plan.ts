/**
 * Which images meet in which batch: batch `b` holds the images `indices[offsets[b] .. offsets[b + 1])`, in that
 * order. Indices count the images of one split.
 */
export interface BatchPlan {
  readonly indices: Uint32Array;
  /** `[batches + 1]`, growing from 0 to `indices.length`. */
  readonly offsets: Uint32Array;
  /**
   * One flag per entry of `indices`, present when a plan holds images drawn a second time only to fill a batch:
   * 1 = counts, 0 = filler (its prediction is not used).
   */
  readonly counted?: Uint8Array;
}

/** Number of batches. */
export function batchCount(plan: BatchPlan): number {
  return plan.offsets.length - 1;
}

/** The image indices of batch `batch`, as a view. */
export function batchOf(plan: BatchPlan, batch: number): Uint32Array {
  return plan.indices.subarray(plan.offsets[batch], plan.offsets[batch + 1]);
}
