import type { StageReport } from '@batchmates/stage';
import { writeResults } from '@batchmates/results';
import { assertWholeBatches } from '../session/assert-whole-batches.ts';
import type { NetworkStageContext } from '../session/network-stage.ts';
import { withTestImages } from '../session/with-test-images.ts';
import type { pseudoLabelParams } from './params.ts';
import { runRounds } from './rounds.ts';

type Context = NetworkStageContext<typeof pseudoLabelParams>;

/** Runs the stage `evaluator/pseudo-label`. */
export async function runPseudoLabel(context: Context): Promise<StageReport> {
  const { params, progress } = context;
  const { start, update, confidence, statistics } = params;
  return withTestImages(context, statistics, async ({ inference, images, classifier, views, facts }) => {
    assertWholeBatches('evaluator/pseudo-label', classifier);
    const total = images.labels.length * images.views * (params.rounds + 1);
    const bar = progress.start({ label: 'pseudo-label', total, unit: 'images' });
    let latest = '';
    const { rounds, fixedPoint, predictions } = await runRounds({
      ...params,
      ...inference,
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
  });
}
