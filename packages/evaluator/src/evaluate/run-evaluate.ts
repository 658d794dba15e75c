import { resolveChoice, type StageReport } from '@batchmates/stage';
import { predict } from '@batchmates/protocols';
import { writeResults } from '@batchmates/results';
import type { NetworkStageContext } from '../session/network-stage.ts';
import { errorsOf } from '../session/predictions.ts';
import { withTestImages } from '../session/with-test-images.ts';
import type { evaluateParams } from './params.ts';
import { protocolFacts } from './protocol-facts.ts';

type Context = NetworkStageContext<typeof evaluateParams>;

/** Runs the stage `evaluator/evaluate`. */
export async function runEvaluate(context: Context): Promise<StageReport> {
  const { params, progress, services } = context;
  const { item: protocol, options } = await resolveChoice(
    services.protocols,
    params.protocol,
    context.pipelineDirectory,
  );
  const statistics = protocol.statistics(options);
  return withTestImages(context, statistics, async ({ inference, images, views, facts }) => {
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
      await writeResults(context.output, {
        facts: {
          kind: 'evaluation',
          ...facts,
          protocol: protocolFacts(protocol, options, images),
          views,
        },
        predictions,
      });
      return errorsOf(predictions);
    } finally {
      bar.stop();
    }
  });
}
