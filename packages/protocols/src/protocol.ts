import type { BatchPlan } from '@batchmates/batching';
import type { z } from 'zod';

/** Whose mean and variance normalise the images: the batch's own, or fixed ones (see `Statistics` of an engine). */
export type StatisticsKind = 'batch' | 'running' | 'population';

/** What a protocol arranges. */
export interface ArrangeRequest {
  /** Class index of every image of the split: the true ones, or guesses (pseudo-labels). */
  readonly labels: Uint16Array;
  /** Number of classes of the data set; labels are below it. */
  readonly classes: number;
  readonly seed: number;
  /** Which view of the images this pass shows, from 0. All images of a pass are seen in the same view. */
  readonly view: number;
  /** Which of the protocol's `rearrangements` of this view the pass is, from 0. */
  readonly rearrangement: number;
}

/**
 * A test protocol: how test images are arranged in batches and which statistics normalise them. `arrange` is a pure
 * function of its arguments. Laws, checked for every registered protocol: the same arguments give the same plan; in
 * every pass each image counts exactly once, images drawn a second time are flagged as fillers. A third party's
 * protocol is a file whose default export is such an object: `protocol: ./my-protocol.ts` (relative to the pipeline
 * file) uses it.
 */
export interface Protocol<Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** One sentence for `batchmates protocols`. */
  readonly summary: string;
  /** Strict schema of `options:` in the pipeline file. */
  readonly options: Options;
  statistics(options: z.output<Options>): StatisticsKind;
  /** Passes over the images in each view, averaged. */
  rearrangements(options: z.output<Options>): number;
  arrange(request: ArrangeRequest, options: z.output<Options>): BatchPlan;
}

/** Types a protocol without widening its options. */
export function defineProtocol<Options extends z.ZodObject>(protocol: Protocol<Options>): Protocol<Options> {
  return protocol;
}
