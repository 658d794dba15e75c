import type { StageContext } from '@batchmates/stage';
import { balanced, predict, standard } from '@batchmates/protocols';
import type { Predictions } from '@batchmates/results';
import type { TestSession } from '../session/with-test-images.ts';

/** What decides which images are weak, strong and confident. */
export interface TwoInferences {
  readonly standard: Predictions;
  readonly balanced: Predictions;
}

/** Predicts every image alone, under fixed statistics, and in balanced batches. */
export async function twoInferences(
  {
    params: { statistics, seed },
    progress,
    signal,
  }: Pick<
    StageContext<{ readonly statistics: 'running' | 'population'; readonly seed: number }>,
    'params' | 'progress' | 'signal'
  >,
  { program, images, checkpoint }: TestSession,
): Promise<TwoInferences> {
  const bar = progress.start({ label: 'find weak images', total: 2 * images.labels.length, unit: 'images' });
  const onBatch = (counted: number): void => bar.advance(counted);
  const shared = { program, images, seed, population: checkpoint.population, signal, onBatch };
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
