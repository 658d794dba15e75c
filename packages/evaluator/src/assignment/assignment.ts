import { defineStage, type StageReport } from '@batchmates/stage';
import { balanced, predict, standard } from '@batchmates/protocols';
import { scorePredictions, tally, writeResults } from '@batchmates/results';
import { z } from 'zod';
import { fixedStatistics, testParams } from '../session/params.ts';
import type { TestContext } from '../session/services.ts';
import { withTestImages } from '../session/with-test-images.ts';

const params = z.strictObject({
  ...testParams,
  statistics: fixedStatistics,
  samplesPerClass: z.number().int().positive().default(1).describe('images of each class in a batch'),
});

type Context = TestContext<z.output<typeof params>>;

/**
 * `evaluator/assignment`, a baseline the paper lacks: standard inference of every image alone, then in each balanced
 * batch the best one-to-one assignment of images to classes. It knows what balanced batches tell, that classes are
 * distinct, and uses it outside the network; batch norm's gain is to be read beside it. Batches are those of protocol
 * `balanced` with the same seed, so that the two compare image by image.
 */
export const assignment = defineStage({
  uses: 'evaluator/assignment',
  summary: 'standard inference, then the best one-to-one assignment of balanced batches to classes',
  inputs: { checkpoint: { type: 'checkpoint' }, dataset: { type: 'dataset' } },
  output: 'results',
  params,
  usesEngine: true,
  run: ({ params, progress, signal, ...context }: Context): Promise<StageReport> =>
    withTestImages(
      { params, progress, signal, ...context },
      async ({ program, images, checkpoint, views, facts }) => {
        const { labels, classes } = images;
        const { seed, statistics, samplesPerClass } = params;
        // First of all, for it fails at once when a class has no image.
        const plan = balanced.arrange(
          { labels, classes, seed, view: 0, rearrangement: 0 },
          balanced.options.parse({ samplesPerClass }),
        );
        const total = labels.length * images.views;
        const bar = progress.start({ label: 'standard inference', total, unit: 'images' });
        const predictions = await predict({
          program,
          images,
          protocol: standard,
          options: standard.options.parse({ statistics }),
          seed,
          population: checkpoint.population,
          signal,
          onBatch: (counted) => bar.advance(counted),
        }).finally(() => bar.stop());
        const { assignClasses } = await import('./assign-classes.ts');
        const predicted = assignClasses(plan, predictions, { samplesPerClass });
        const assigned = { ...predictions, predicted };
        await writeResults(context.output, {
          metrics: {
            kind: 'assignment',
            ...facts,
            statistics,
            views,
            ...scorePredictions(assigned, checkpoint.classNames),
            standard: tally(predictions),
          },
          predictions: assigned,
        });
      },
    ),
});
