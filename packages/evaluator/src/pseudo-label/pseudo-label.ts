import { defineStage, type StageContext, type StageReport } from '@batchmates/stage';
import { writeResults } from '@batchmates/results';
import { z } from 'zod';
import { assertWholeBatches } from '../session/assert-whole-batches.ts';
import { fixedStatistics, testParams } from '../session/params.ts';
import type { EvaluatorServices } from '../session/services.ts';
import { withTestImages } from '../session/with-test-images.ts';
import { runRounds } from './rounds.ts';

const params = z.strictObject({
  ...testParams,
  rounds: z.number().int().positive().default(20).describe('rounds at most; a fixed point ends them earlier'),
  start: z
    .enum(['standard', 'true-labels'])
    .default('standard')
    .describe('labels of round 0: guessed by standard inference, or the truth (the upper bound)'),
  update: z
    .enum(['all', 'confident'])
    .default('all')
    .describe('which predictions become labels: all, or those of at least `confidence`'),
  confidence: z.number().min(0).max(1).default(0.9).describe('least probability that `confident` takes'),
  statistics: fixedStatistics,
});

type Context = StageContext<z.output<typeof params>, EvaluatorServices>;

/**
 * `evaluator/pseudo-label` (Section 5, Figure 6): balances test batches by the network's own guesses, round by round,
 * to see whether the gain of balanced batches can be had without knowing the labels.
 */
export const pseudoLabel = defineStage({
  uses: 'evaluator/pseudo-label',
  summary: 'balances test batches by predicted labels, round by round (Figure 6)',
  inputs: { checkpoint: { type: 'checkpoint' }, dataset: { type: 'dataset' } },
  output: 'results',
  params,
  usesEngine: true,
  run: (context: Context): Promise<StageReport> =>
    withTestImages(context, async ({ program, images, checkpoint, views, facts }) => {
      assertWholeBatches('evaluator/pseudo-label', checkpoint);
      const { params, progress, signal } = context;
      const { start, update, confidence, statistics } = params;
      const total = images.labels.length * images.views * (params.rounds + 1);
      const bar = progress.start({ label: 'pseudo-label', total, unit: 'images' });
      let latest = '';
      const { rounds, fixedPoint, predictions } = await runRounds({
        ...params,
        program,
        images,
        population: checkpoint.population,
        signal,
        onRound: ({ round, error }) => (latest = `round ${round}: error ${(100 * error).toFixed(2)} %`),
        onBatch: (counted) => bar.advance(counted, latest),
      }).finally(() => bar.stop());
      await writeResults(context.output, {
        facts: {
          kind: 'pseudo-label',
          ...facts,
          start,
          update,
          confidence,
          startStatistics: statistics,
          views,
          images: images.labels.length,
          rounds: [...rounds],
          fixedPoint,
        },
        predictions,
      });
      return { rounds: rounds.length - 1, fixedPoint };
    }),
});
