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

/** Runs the batches of a plan, in the central view and with their own statistics. */
export async function* answerBatches(
  { program, images, signal, onBatch }: BatchRunner,
  plan: BatchPlan,
): AsyncGenerator<AnsweredBatch, void, void> {
  for await (const loaded of images.batches(plan, 0)) {
    signal?.throwIfAborted();
    const probabilities = await program.infer(loaded.images, { kind: 'batch' });
    onBatch?.(loaded.indices.length);
    yield { batch: loaded.batch, indices: loaded.indices.slice(), probabilities };
  }
}
