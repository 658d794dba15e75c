import type { InferenceProgram, Moments } from '@batchmates/engine';
import type { Predictions } from '@batchmates/results';
import { repeatable } from '@batchmates/stage';
import type { z } from 'zod';
import { arrange } from './arrange.ts';
import { decide } from './decide.ts';
import { ProbabilitySum } from './probability-sum.ts';
import type { Protocol } from './protocol.ts';
import { resolveStatistics } from './resolve-statistics.ts';
import type { TestImages } from './test-images.ts';

/** What `predict` needs: a compiled network, the images of a split, a protocol and a seed. */
export interface PredictRequest<Options extends z.ZodObject = z.ZodObject> {
  readonly program: Pick<InferenceProgram, 'infer'>;
  readonly images: TestImages;
  readonly protocol: Protocol<Options>;
  /** Parsed by the protocol's schema. */
  readonly options: z.output<Options>;
  readonly seed: number;
  /** Pooled statistics of the training set, where the checkpoint has them. */
  readonly population?: Moments | undefined;
  /** Classes by which images are arranged; absent: their true labels. */
  readonly arrangeBy?: Uint16Array;
  readonly signal?: AbortSignal;
  /** Called after every batch with the number of its predictions that count. */
  readonly onBatch?: (counted: number) => void;
}

/**
 * Predicts every image of a split under a protocol. Each forward pass shows one view, so that a batch holds images
 * of one arrangement and never several crops of one image; probabilities `[images, classes]` are averaged over
 * views and rearrangements, and the protocol's decision makes answers of them. Throws a `UserError` when the protocol
 * needs population statistics and there are none, when its plan does not count every image exactly once, when its
 * decision does not answer every image, and when either gives another result the second time.
 */
export async function predict<Options extends z.ZodObject>(
  request: PredictRequest<Options>,
): Promise<Predictions> {
  const { program, images, protocol, options, seed, arrangeBy = images.labels, signal, onBatch } = request;
  const { classes, labels, trueLabels } = images;
  const statistics = resolveStatistics(protocol.statistics(options), request.population);
  const sum = new ProbabilitySum({ images: labels.length, classes });
  const [batches, slots] = [new Uint32Array(labels.length), new Uint32Array(labels.length)];
  for (let view = 0; view < images.views; view++) {
    for (let rearrangement = 0; rearrangement < protocol.rearrangements(options); rearrangement++) {
      const call = () =>
        arrange(protocol, { labels: arrangeBy, classes, seed, view, rearrangement }, options);
      // Whether it depends on its arguments alone is tried once.
      const isFirst = view === 0 && rearrangement === 0;
      const what = `protocol "${protocol.name}": arrange()`;
      const plan = isFirst ? await repeatable({ what, call }) : call();
      for await (const batch of images.batches(plan, view)) {
        signal?.throwIfAborted();
        const probabilities = await program.infer(batch.images, statistics);
        const counted = sum.add(probabilities, batch);
        onBatch?.(counted);
        if (!isFirst) continue;
        batch.indices.forEach((image, slot) => {
          if (batch.counted?.[slot] === 0) return;
          batches[image] = batch.batch;
          slots[image] = slot;
        });
      }
      sum.endPass(protocol.name);
    }
  }
  const probabilities = sum.average();
  const predicted = await decide(protocol, { labels: arrangeBy, classes, seed, probabilities }, options);
  return {
    ...{ ids: images.ids, labels, predicted, probabilities, classes, batches, slots },
    ...(trueLabels !== undefined && { trueLabels }),
  };
}
