import { drawWithoutReplacement, planOf } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import { mostProbable } from '@batchmates/protocols';
import { randomStream } from '@batchmates/random';
import { answerBatches, type AnsweredBatch, type BatchRunner } from './answer-batches.ts';
import { unsureRemedy } from './confident-images.ts';

/** A batch of one image per class in class order, `[classes]`, each answered right with at least the wanted confidence. */
export interface ConfidentBatch {
  readonly images: readonly number[];
  /** `[classes, classes]`, what the network answers for the batch as it is. */
  readonly probabilities: Float32Array;
}

/** How many confident batches to draw, and from which images. */
export interface ConfidentBatchesRequest {
  /** Candidates by class. */
  readonly candidates: readonly (readonly number[])[];
  readonly count: number;
  readonly confidence: number;
  readonly seed: number;
}

/** Compositions tried for each batch wanted. */
const TRIES = 10;

/**
 * Draws confident balanced batches (Section 4) from candidates and keeps those in which the network is right about
 * every image with at least `confidence`: with other batchmates it need not be as sure as it was.
 * Gives up to `count`, fewer when no more are found; throws a `UserError` when there is none.
 */
export async function confidentBatches(
  runner: BatchRunner,
  { candidates, count, confidence, seed }: ConfidentBatchesRequest,
): Promise<readonly ConfidentBatch[]> {
  const compositions = compose(candidates, { seed, count: TRIES * count });
  const plan = planOf(compositions.map((images) => images.map((image) => ({ image, counts: true }))));
  const found: ConfidentBatch[] = [];
  let closest = 0;
  for await (const answered of answerBatches(runner, plan)) {
    const certainty = leastCertainty(answered, candidates.length);
    closest = Math.max(closest, certainty);
    if (certainty < confidence) continue;
    found.push({ images: [...answered.indices], probabilities: answered.probabilities });
    if (found.length === count) break;
  }
  if (found.length > 0) return found;
  throw new UserError({
    code: 'evaluator/no-confident-batch',
    what: 'a confident balanced batch',
    expected: `a batch of which every image is answered right with probability ${confidence} or more`,
    received: `none among ${compositions.length} (the best reaches ${closest.toFixed(3)})`,
    remedy: unsureRemedy(confidence),
  });
}

/** Different compositions of one image per class, the images of each class drawn without replacement, over and over. */
function compose(
  candidates: readonly (readonly number[])[],
  { seed, count }: { readonly seed: number; readonly count: number },
): number[][] {
  const stream = randomStream(seed, 'circulate/confident-batches');
  const draws = candidates.map((images, label) => drawWithoutReplacement(images, stream.split(label)));
  const compositions = Array.from({ length: count }, () => draws.map((draw) => draw(1)[0]!));
  return [...new Map(compositions.map((images) => [images.join(), images])).values()];
}

/** Probability of the least sure image's own class; -1 when an image is answered wrong. Image `j` is of class `j`. */
function leastCertainty({ probabilities }: AnsweredBatch, classes: number): number {
  const certainties = Array.from({ length: classes }, (_, label) => {
    const row = probabilities.subarray(label * classes, (label + 1) * classes);
    return mostProbable(row) === label ? row[label]! : -1;
  });
  return Math.min(...certainties);
}
