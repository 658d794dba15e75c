import { testBatchesInOrder } from '@batchmates/batching';
import type { InferenceProgram } from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import type { TestImages } from '@batchmates/protocols';
import { companyPlan } from './company.ts';

/** The images to answer, and the company in which they are put. */
export interface HypothesesRequest {
  readonly program: Pick<InferenceProgram, 'infer'>;
  readonly images: TestImages;
  /** In the same views as `images`. */
  readonly company: TestImages;
  /** Images of `company`: `[classes][images]`. */
  readonly byClass: readonly (readonly number[])[];
  /** Sets of company in each view. */
  readonly rearrangements: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after every image of every view and set. */
  readonly onImage?: () => void;
}

/**
 * How sure the network is of every class of every image, `[images, classes]`, each row summing to 1: the probability of class c when the image
 * stands in the place of class c in a balanced batch, normalised by the statistics of that batch. Averaged over views and sets of company before
 * rows are scaled to 1.
 */
export async function answerHypotheses(request: HypothesesRequest): Promise<Float32Array> {
  const { program, images, company, byClass, rearrangements, seed, signal, onImage } = request;
  const { classes } = images;
  const count = images.labels.length;
  const sums = new Float64Array(count * classes);
  const alone = testBatchesInOrder(count, { batchSize: 1 });
  for (let view = 0; view < images.views; view++) {
    for (let rearrangement = 0; rearrangement < rearrangements; rearrangement++) {
      const batches = companyPlan({ byClass, batches: count, seed, rearrangement });
      for await (const [one, others] of inStep(images.batches(alone, view), company.batches(batches, view))) {
        signal?.throwIfAborted();
        const size = one.images.length;
        const batch = others.images.slice();
        for (let hypothesis = 0; hypothesis < classes; hypothesis++) {
          const place = hypothesis * size;
          batch.set(one.images, place);
          const probabilities = await program.infer(batch, { kind: 'batch' });
          sums[one.batch * classes + hypothesis]! += probabilities[hypothesis * classes + hypothesis]!;
          batch.set(others.images.subarray(place, place + size), place);
        }
        onImage?.();
      }
    }
  }
  return scaleRows(sums, classes);
}

/** Rows that sum to 1; one without any probability holds equal ones. */
function scaleRows(sums: Float64Array, classes: number): Float32Array {
  const scaled = new Float32Array(sums.length);
  for (let start = 0; start < sums.length; start += classes) {
    const row = sums.subarray(start, start + classes);
    const total = row.reduce((sum, value) => sum + value, 0);
    row.forEach((value, label) => (scaled[start + label] = total > 0 ? value / total : 1 / classes));
  }
  return scaled;
}

/** The items of two sequences of equal length, side by side. */
async function* inStep<One, Other>(
  ones: AsyncIterable<One>,
  others: AsyncIterable<Other>,
): AsyncGenerator<readonly [One, Other], void, void> {
  const other = others[Symbol.asyncIterator]();
  try {
    for await (const one of ones) {
      const next = await other.next();
      invariant(next.done !== true, 'as many batches of company as images');
      yield [one, next.value];
    }
  } finally {
    await other.return?.();
  }
}
