import type { z } from 'zod';
import type { BatchPlan } from './batch-plan.ts';
import type { Composition } from './composition.ts';

/** What every strategy is told besides its own options. */
export interface PlanRequest {
  /** Class index of every image of the split. */
  readonly labels: Uint16Array;
  /** Number of classes of the data set; labels are below it. */
  readonly classes: number;
  /** Images per batch. A strategy that cannot make batches of this size throws a `UserError` that says which it can. */
  readonly batchSize: number;
  readonly seed: number;
  /** Counts from 0; a strategy reshuffles with it. */
  readonly epoch: number;
}

/**
 * A batching strategy: a pure function of its arguments. Laws, checked for every registered strategy: the same
 * arguments give the same plan; indices are below `labels.length`; with `eachImageOnce` every image occurs exactly
 * once per epoch (up to what `remainder: drop` leaves out). A third party's strategy is a file whose default export
 * is such an object: `batching: ./my-strategy.ts` (relative to the pipeline file) uses it.
 */
export interface BatchingStrategy<Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** One sentence for `batchmates strategies`. */
  readonly summary: string;
  /** Strict schema of the options beside `kind` in `batching: { kind: <name>, ... }`; none may be called `kind`. */
  readonly options: Options;
  /** What its batches are composed of, for a data set of `classes` classes. */
  composition(options: z.output<Options>, data: { readonly classes: number }): Composition;
  plan(request: PlanRequest, options: z.output<Options>): BatchPlan;
}

/** Types a strategy without widening its options. */
export function defineStrategy<Options extends z.ZodObject>(
  strategy: BatchingStrategy<Options>,
): BatchingStrategy<Options> {
  return strategy;
}
