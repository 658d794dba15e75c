import type { BatchPlan } from '@batchmates/batching';
import type { InferenceProgram } from '@batchmates/engine';
import type { TestImages } from '@batchmates/protocols';

/** What runs the batches of an experiment. */
export interface BatchRunner {
  readonly program: Pick<InferenceProgram, 'infer'>;
  readonly images: TestImages;
  readonly signal?: AbortSignal;
  /** Told after every batch how many images it held. */
  readonly onBatch?: (images: number) => void;
}

/** A batch with the probabilities the network gave its images. */
export interface AnsweredBatch {
  /** Which batch of the plan, from 0. */
  readonly batch: number;
  readonly indices: Uint32Array;
  /** `[batch, classes]` */
  readonly probabilities: Float32Array;
}

/** Runs the batches of a plan with their own statistics, in every view; their probabilities are averaged over the views. */
export async function* answerBatches(
  { program, images, signal, onBatch }: BatchRunner,
  plan: BatchPlan,
): AsyncGenerator<AnsweredBatch, void, void> {
  const sums = new Map<number, Float64Array>();
  for (let view = 0; view < images.views; view++) {
    for await (const loaded of images.batches(plan, view)) {
      signal?.throwIfAborted();
      const probabilities = await program.infer(loaded.images, { kind: 'batch' });
      onBatch?.(loaded.indices.length);
      const { batch } = loaded;
      const sum = sums.get(batch) ?? new Float64Array(probabilities.length);
      sums.set(batch, sum);
      probabilities.forEach((probability, index) => (sum[index]! += probability));
      if (view < images.views - 1) continue;
      const mean = Float32Array.from(sum, (total) => total / images.views);
      yield { batch, indices: loaded.indices.slice(), probabilities: mean };
      sums.delete(batch);
    }
  }
}
