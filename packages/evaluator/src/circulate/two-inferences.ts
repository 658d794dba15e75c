import type { Progress } from '@batchmates/stage';
import { balanced, predict, standard } from '@batchmates/protocols';
import type { Predictions } from '@batchmates/results';
import type { Inference } from '../session/with-test-images.ts';

/** What a network answers for every image. */
export type Inferred = Omit<Predictions, 'batches' | 'slots'>;

/** Answers for every image, by which images count as weak, strong or confident. */
export interface TwoInferences {
  readonly standard: Inferred;
  readonly balanced: Inferred;
}

/** Predicts every image alone, under fixed statistics, and in balanced batches. */
export async function twoInferences(
  inference: Inference,
  { statistics, progress }: { readonly statistics: 'running' | 'population'; readonly progress: Progress },
): Promise<TwoInferences> {
  const { labels, views } = inference.images;
  const total = 2 * labels.length * views;
  const bar = progress.start({ label: 'find weak images', total, unit: 'images' });
  const shared = { ...inference, onBatch: (counted: number) => bar.advance(counted) };
  try {
    return {
      standard: await predict({
        ...shared,
        protocol: standard,
        options: standard.options.parse({ statistics }),
      }),
      balanced: await predict({ ...shared, protocol: balanced, options: balanced.options.parse({}) }),
    };
  } finally {
    bar.stop();
  }
}
