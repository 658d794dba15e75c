import { UserError, invariant } from '@batchmates/errors';
import type { BatchRunner } from './answer-batches.ts';
import { confidentBatches, type ConfidentBatch } from './confident-batches.ts';
import { confidentImages, sureImages } from './confident-images.ts';
import type { TwoInferences } from './two-inferences.ts';

/** Confident batches, and how sure of them the network is. */
export interface ConfidentSet {
  /** Least probability of its own class for every image of every batch. */
  readonly confidence: number;
  /** Images by class that batches were drawn from. */
  readonly candidates: readonly (readonly number[])[];
  /** None when the network is right about no whole batch; `unsure` says what was found instead. */
  readonly batches: readonly ConfidentBatch[];
  readonly unsure: string | undefined;
}

/** Which confident batches to find. */
export interface ConfidentSetRequest {
  readonly inferences: TwoInferences;
  readonly classNames: readonly string[];
  /** Batches at most. */
  readonly count: number;
  readonly confidence: number;
  /** When there is no such batch: `relax` lowers the confidence by tenths, down to an empty set, `fail` throws. */
  readonly whenUnsure: 'relax' | 'fail';
  readonly seed: number;
}

const UNSURE = ['evaluator/no-confident-images', 'evaluator/no-confident-batch'];

/**
 * Finds confident batches at the wanted confidence or, if it may relax, at the highest tenth below at which there are
 * any; at 0 their images are answered right, however surely. Throws a `UserError` when there are none and it may not relax.
 */
export async function findConfidentBatches(
  runner: BatchRunner,
  { inferences, classNames, count, confidence: wanted, whenUnsure, seed }: ConfidentSetRequest,
): Promise<ConfidentSet> {
  const attempt = async (confidence: number): Promise<ConfidentSet> => {
    const candidates = confidentImages(inferences, { confidence, classNames });
    const batches = await confidentBatches(runner, { candidates, count, confidence, seed });
    return { confidence, candidates, batches, unsure: undefined };
  };
  let reason: UserError | undefined;
  for (const confidence of whenUnsure === 'relax' ? levelsFrom(wanted) : [wanted]) {
    try {
      return await attempt(confidence);
    } catch (error) {
      if (!(error instanceof UserError) || !UNSURE.includes(error.code)) throw error;
      reason = error;
    }
  }
  invariant(reason !== undefined, 'no confidence was tried');
  if (whenUnsure === 'fail') throw reason;
  const { byClass } = sureImages(inferences, { confidence: 0, classNames });
  return { confidence: 0, candidates: byClass, batches: [], unsure: reason.message.split('; ')[0] };
}

/** The wanted confidence and every tenth below it, down to 0. */
function levelsFrom(wanted: number): number[] {
  const tenths = Array.from({ length: 10 }, (_, step) => (9 - step) / 10);
  return [wanted, ...tenths.filter((level) => level < wanted)];
}
