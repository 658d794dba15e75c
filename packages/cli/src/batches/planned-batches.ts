import type { BatchPlan } from '@batchmates/batching';
import type { Choice } from '@batchmates/stage';

/** Images that are put into batches. */
export interface PlannedImages {
  /** Class index of every image. */
  readonly labels: Uint16Array;
  readonly classNames: readonly string[];
  /** What people call image `index`. */
  id(index: number): string;
}

/** Batches of some epochs, and what they were planned from. */
export interface PlannedBatches {
  /** What the batches are of, in a few words. */
  readonly of: string;
  readonly images: PlannedImages;
  /** The strategy with all of its options. */
  readonly batching: Choice;
  readonly batchSize: number;
  readonly seed: number;
  /** One for each epoch, from epoch 0. */
  readonly plans: readonly BatchPlan[];
}
