import { defineStage, resolveChoice, type StageReport } from '@batchmates/stage';
import { predict } from '@batchmates/protocols';
import { negativeLogLikelihood, reliability, scorePredictions, writeResults } from '@batchmates/results';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { withTestImages } from '../session/with-test-images.ts';
import { evaluateParams } from './params.ts';

type Context = NetworkStageContext<typeof evaluateParams>;

/**
 * `evaluator/evaluate`: predicts every image of a split under one test protocol and counts the errors: one cell of
 * the paper's tables 2, 3 and 5.
 */
export const evaluate = defineStage({
  uses: 'evaluator/evaluate',
  summary: 'predicts the test images under a protocol and counts errors',
  ...networkStage,
  output: 'results',
  params: evaluateParams,
  choices: { protocol: 'protocols' },
  renamed: { options: 'write options into protocol, e.g. protocol: { kind: standard, statistics: running }' },
  async run(context: Context): Promise<StageReport> {
    const { params, progress, services } = context;
    const { item: protocol, options } = await resolveChoice(
      services.protocols,
      params.protocol,
      context.pipelineDirectory,
    );
    return withTestImages(context, async ({ inference, images, checkpoint, views, facts }) => {
      const rearrangements = protocol.rearrangements(options);
      const total = images.labels.length * images.views * rearrangements;
      const bar = progress.start({ label: `evaluate ${protocol.name}`, total, unit: 'images' });
      try {
        const predictions = await predict({
          ...inference,
          protocol,
          options,
          onBatch: (counted) => bar.advance(counted),
        });
        const scores = scorePredictions(predictions, checkpoint.classNames);
        await writeResults(context.output, {
          metrics: {
            kind: 'evaluation',
            ...facts,
            protocol: {
              name: protocol.name,
              heading: protocol.heading,
              order: protocol.order,
              options,
              statistics: protocol.statistics(options),
              composition: protocol.composition(options, { classes: images.classes }),
              shuffles: protocol.shuffles,
              rearrangements,
              decision: protocol.decision?.name ?? null,
            },
            statistics: protocol.statistics(options),
            views,
            rearrangements,
            ...scores,
            negativeLogLikelihood: negativeLogLikelihood(predictions),
            reliability: reliability(predictions),
          },
          predictions,
        });
        return { images: scores.images, errors: scores.errors };
      } finally {
        bar.stop();
      }
    });
  },
});
