import { UserError } from '@batchmates/errors';
import type { BatchRunner } from './answer-batches.ts';
import { confidentBatches, type ConfidentBatch } from './confident-batches.ts';
import { confidentImages } from './confident-images.ts';
import type { TwoInferences } from './two-inferences.ts';

/** Confident batches, and how sure of them the network is. */
export interface ConfidentSet {
  /** Least probability of its own class for every image of every batch. */
  readonly confidence: number;
  /** Images by class that batches were drawn from. */
  readonly candidates: readonly (readonly number[])[];
  readonly batches: readonly ConfidentBatch[];
}

/** Which confident batches to find. */
export interface ConfidentSetRequest {
  readonly inferences: TwoInferences;
  readonly classNames: readonly string[];
  /** Batches at most. */
  readonly count: number;
  readonly confidence: number;
  /** When there is no such batch: `relax` lowers the confidence by tenths, `fail` throws. */
  readonly whenUnsure: 'relax' | 'fail';
  readonly seed: number;
}

const UNSURE = ['evaluator/no-confident-images', 'evaluator/no-confident-batch'];

/**
 * Finds confident batches at the wanted confidence or, if it may relax, at the highest tenth below at which there are
 * any; at 0 their images are answered right, however surely. Throws a `UserError` when there are none.
 */
export async function findConfidentBatches(
  runner: BatchRunner,
  { inferences, classNames, count, confidence: wanted, whenUnsure, seed }: ConfidentSetRequest,
): Promise<ConfidentSet> {
  const attempt = async (confidence: number): Promise<ConfidentSet> => {
    const candidates = confidentImages(inferences, { confidence, classNames });
    const batches = await confidentBatches(runner, { candidates, count, confidence, seed });
    return { confidence, candidates, batches };
  };
  let reason: unknown;
  for (const confidence of whenUnsure === 'relax' ? levelsFrom(wanted) : [wanted]) {
    try {
      return await attempt(confidence);
    } catch (error) {
      if (!(error instanceof UserError) || !UNSURE.includes(error.code)) throw error;
      reason = error;
    }
  }
  throw reason;
}

/** The wanted confidence and every tenth below it, down to 0. */
function levelsFrom(wanted: number): number[] {
  const tenths = Array.from({ length: 10 }, (_, step) => (9 - step) / 10);
  return [wanted, ...tenths.filter((level) => level < wanted)];
}
