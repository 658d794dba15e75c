import { defineStage, type StageContext, type StageReport } from '@batchmates/stage';
import { writeResults } from '@batchmates/results';
import { z } from 'zod';
import { assertWholeBatches } from '../session/assert-whole-batches.ts';
import { engineParams, fixedStatistics } from '../session/params.ts';
import type { EvaluatorServices } from '../session/services.ts';
import { withTestImages } from '../session/with-test-images.ts';
import { circulateProbes } from './circulate-probes.ts';
import { countAnswers, countPairs } from './count-answers.ts';
import { findConfidentBatches } from './find-confident-batches.ts';
import { drawGrids } from './grids.ts';
import { placementRows } from './placement-rows.ts';
import { chooseProbes } from './probes.ts';
import { thumbnailsOf } from './thumbnail.ts';
import { twoInferences } from './two-inferences.ts';

const count = z.number().int().positive();

const params = z.strictObject({
  ...engineParams,
  split: z.string().default('test').describe('the split whose images are circulated'),
  seed: z.number().int().default(0).describe('names the choice of batches and probes'),
  statistics: fixedStatistics,
  confidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe('least probability of its own class for an image of a confident batch and for a strong image'),
  whenUnsure: z
    .enum(['relax', 'fail'])
    .default('relax')
    .describe('when no batch is that sure: take the surest there are and record how sure, or fail'),
  batches: count.default(5).describe('confident batches wanted'),
  batchesPerProbe: count.default(1).describe('confident batches that each probe goes through'),
  probes: count.optional().describe('weak images at most, to save time; absent: every misclassified one'),
  examples: count.default(1).describe('grids of each kind'),
});

type Context = StageContext<z.output<typeof params>, EvaluatorServices>;

/**
 * `evaluator/circulate` (Section 4, Figure 4): puts single images in the place of each image of a batch that the
 * network is sure of. The paper shows of a few images that a weak one is answered as the class that is missing and a
 * strong one as what it is; here the same is counted over every misclassified image and as many strong ones.
 */
export const circulate = defineStage({
  uses: 'evaluator/circulate',
  summary: 'circulates weak and strong images through confident balanced batches (Figure 4)',
  inputs: { checkpoint: { type: 'checkpoint' }, dataset: { type: 'dataset' } },
  output: 'results',
  params,
  usesEngine: true,
  run: (context: Context): Promise<StageReport> =>
    withTestImages({ ...context, params: { ...context.params, views: 'center' } }, async (session) => {
      assertWholeBatches('evaluator/circulate', session.checkpoint);
      const { params, progress, signal } = context;
      const { program, images, split, dataset, facts } = session;
      const { seed, examples } = params;
      const runner = { program, images, signal };
      const { classNames } = facts.dataset;
      const { labels, classes } = images;

      const inferences = await twoInferences(context, session);
      const { standard } = inferences;
      const wanted = { ...params, inferences, classNames, count: params.batches };
      const { confidence, candidates, batches } = await findConfidentBatches(runner, wanted);
      const probes = chooseProbes({ standard, confidence, batches, limit: params.probes, seed });
      const shape = { classes, batches: batches.length, batchesPerProbe: params.batchesPerProbe };
      progress.note(
        `${batches.length} batches of confidence ${confidence}, ${probes.weak.length} weak and ${probes.strong.length} strong images`,
      );

      const { weak, strong, pairs } = await circulateProbes(runner, {
        probes,
        batches,
        shape,
        labels,
        progress,
      });
      const grids = await drawGrids(runner, { batches, probes, standard, examples });
      await writeResults(context.output, {
        facts: {
          kind: 'circulate',
          ...facts,
          statistics: params.statistics,
          confidence,
          batches: batches.length,
          confidentImages: candidates.map(({ length }) => length),
          weak: countAnswers(weak, labels),
          strong: countAnswers(strong, labels),
          pairs: countPairs(pairs),
          grids: grids.length,
        },
        grids: { grids, thumbnails: await thumbnailsOf(grids, split, dataset.info) },
        placements: placementRows({ weak, strong }, images),
      });
      return { batches: batches.length, weak: probes.weak.length, strong: probes.strong.length };
    }),
});
