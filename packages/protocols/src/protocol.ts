import type { BatchPlan, Composition } from '@batchmates/batching';
import type { z } from 'zod';

/**
 * Which mean and variance batch norms use at inference: those of the batch itself (`batch`), the running averages of
 * training (`running`), or those pooled over the training set afterwards (`population`).
 */
export type StatisticsKind = 'batch' | 'running' | 'population';

/** Arguments of `arrange`: the images to arrange, and which pass over them. */
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
 * A test protocol: how test images are arranged in batches, which statistics normalise them, how probabilities become
 * answers, and how results are headed in tables. `arrange` and `decide` are pure functions of their arguments. Laws,
 * checked by `protocolLaws` of `@batchmates/protocols/testing`: equal arguments give equal plans and answers; in every
 * pass each image counts exactly once (an image repeated to fill a batch is flagged and does not count); batches are of
 * the declared composition. A third party's protocol is a file whose default export is such an object: `protocol:
 * ./my-protocol.ts` (relative to the pipeline file) uses it.
 */
export interface Protocol<Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** One sentence for `batchmates protocols`. */
  readonly summary: string;
  /** How results under it are headed in tables, e.g. `Balanced batches`. */
  readonly heading: string;
  /** Its place among the columns of a table, smallest first; built-in protocols have 10, 20, ... */
  readonly order: number;
  /** Strict schema of `options:` in the pipeline file. */
  readonly options: Options;
  statistics(options: z.output<Options>): StatisticsKind;
  /** Passes over the images in each view, averaged. */
  rearrangements(options: z.output<Options>): number;
  /**
   * Which images an answer depends on, for a data set of `classes` classes: those of its batch under `batch` statistics,
   * those decided together where a decision looks at several images, else none but itself (`single`).
   */
  composition(options: z.output<Options>, data: { readonly classes: number }): Composition;
  /** Whether every view and rearrangement gives an image other batchmates. */
  readonly shuffles: boolean;
  arrange(request: ArrangeRequest, options: z.output<Options>): BatchPlan;
  /** How probabilities become answers; absent: the most probable class. */
  readonly decision?: Decision<Options>;
}

/** A rule other than to answer the most probable class of each image. */
export interface Decision<Options extends z.ZodObject = z.ZodObject> {
  /** For tables, e.g. `one-to-one assignment`. */
  readonly name: string;
  /** The answered class of every image, `[images]`. Asked once, after all passes. */
  decide(request: DecideRequest, options: z.output<Options>): Uint16Array | Promise<Uint16Array>;
}

/** What a decision is made from. */
export interface DecideRequest extends Pick<ArrangeRequest, 'labels' | 'classes' | 'seed'> {
  /** `[images, classes]`, averaged over all passes. */
  readonly probabilities: Float32Array;
}

/** Types a protocol without widening its options. */
export function defineProtocol<Options extends z.ZodObject>(protocol: Protocol<Options>): Protocol<Options> {
  return protocol;
}
