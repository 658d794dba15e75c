import type { StageReport } from '@batchmates/stage';
import { writeResults } from '@batchmates/results';
import { assertWholeBatches } from '../session/assert-whole-batches.ts';
import type { NetworkStageContext } from '../session/network-stage.ts';
import { withTestImages } from '../session/with-test-images.ts';
import { circulateProbes } from './circulate-probes.ts';
import { countAnswers, countPairs } from './count-answers.ts';
import { findConfidentBatches } from './find-confident-batches.ts';
import { drawGrids } from './grids.ts';
import type { circulateParams } from './params.ts';
import { placementRows } from './placement-rows.ts';
import { chooseProbes } from './probes.ts';
import { thumbnailsOf } from './thumbnails-of-grids.ts';
import { twoInferences } from './two-inferences.ts';

type Context = NetworkStageContext<typeof circulateParams>;

/** Runs the stage `evaluator/circulate`. */
export async function runCirculate(context: Context): Promise<StageReport> {
  return withTestImages(context, context.params.statistics, async (session) => {
    assertWholeBatches('evaluator/circulate', session.classifier);
    const { params, progress } = context;
    const { inference, images, split, dataset, classifier, views, facts } = session;
    const { seed, examples } = params;
    const { classNames } = classifier;
    const { labels, classes } = images;

    const inferences = await twoInferences(inference, { statistics: params.statistics, progress });
    const { standard } = inferences;
    const wanted = { ...params, inferences, classNames, count: params.batches };
    const { confidence, candidates, batches, unsure } = await findConfidentBatches(inference, wanted);
    const probes =
      batches.length === 0
        ? { weak: [], strong: [] }
        : chooseProbes({ standard, confidence, batches, limit: params.probes, seed });
    const shape = { classes, batches: batches.length, batchesPerProbe: params.batchesPerProbe };
    progress.note(
      unsure ??
        `${batches.length} batches of confidence ${confidence}, ${probes.weak.length} weak and ${probes.strong.length} strong images`,
    );

    const { weak, strong, pairs } = await circulateProbes(inference, {
      probes,
      batches,
      shape,
      labels,
      progress,
    });
    const grids = await drawGrids(inference, { batches, probes, standard, examples });
    await writeResults(context.output, {
      facts: {
        kind: 'circulate',
        ...facts,
        views,
        statistics: params.statistics,
        confidence,
        batches: batches.length,
        ...(unsure !== undefined && { unsure }),
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
  });
}
