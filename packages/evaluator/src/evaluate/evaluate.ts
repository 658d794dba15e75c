import { defineStage, type StageContext, type StageReport } from '@batchmates/stage';
import { predict } from '@batchmates/protocols';
import { tally, writeResults } from '@batchmates/results';
import { z } from 'zod';
import { testParams } from '../session/params.ts';
import { parseOptions } from '../session/parse-options.ts';
import type { EvaluatorServices } from '../session/services.ts';
import { withTestImages } from '../session/with-test-images.ts';

const params = z.strictObject({
  ...testParams,
  protocol: z.string().describe('how test images are arranged and normalised'),
  options: z.record(z.string(), z.unknown()).default({}).describe("the protocol's own options"),
});

type Context = StageContext<z.output<typeof params>, EvaluatorServices>;

/**
 * `evaluator/evaluate`: predicts every image of a split under one test protocol: one cell of the paper's tables 2, 3
 * and 5. It leaves predictions and facts; what they come to, metrics say.
 */
export const evaluate = defineStage({
  uses: 'evaluator/evaluate',
  summary: 'predicts the test images under a protocol',
  inputs: { checkpoint: { type: 'checkpoint' }, dataset: { type: 'dataset' } },
  output: 'results',
  params,
  usesEngine: true,
  names: { protocol: { registry: 'protocols', options: 'options' } },
  async run(context: Context): Promise<StageReport> {
    const { params, progress, signal, services } = context;
    const protocol = await services.protocols.resolve(params.protocol, context.pipelineDirectory);
    const options = parseOptions(protocol.options, params.options, `options of protocol "${protocol.name}"`);
    return withTestImages(context, async ({ program, images, checkpoint, views, facts }) => {
      const rearrangements = protocol.rearrangements(options);
      const total = images.labels.length * images.views * rearrangements;
      const bar = progress.start({ label: `evaluate ${protocol.name}`, total, unit: 'images' });
      try {
        const predictions = await predict({
          program,
          images,
          protocol,
          options,
          seed: params.seed,
          population: checkpoint.population,
          signal,
          onBatch: (counted) => bar.advance(counted),
        });
        await writeResults(context.output, {
          facts: {
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
            views,
          },
          predictions,
        });
        const { errors } = tally(predictions);
        return { images: images.labels.length, errors };
      } finally {
        bar.stop();
      }
    });
  },
});
