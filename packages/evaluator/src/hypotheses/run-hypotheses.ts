import { mostProbableClasses } from '@batchmates/protocols';
import { writeResults, type ProtocolFacts } from '@batchmates/results';
import type { StageReport } from '@batchmates/stage';
import { assertWholeBatches } from '../session/assert-whole-batches.ts';
import type { NetworkStageContext } from '../session/network-stage.ts';
import { errorsOf } from '../session/predictions.ts';
import { withTestImages } from '../session/with-test-images.ts';
import { answerHypotheses } from './answer-hypotheses.ts';
import { companyByClass } from './company.ts';
import type { hypothesesParams, HypothesesParams } from './params.ts';

type Context = NetworkStageContext<typeof hypothesesParams>;

/** Runs the stage `evaluator/hypotheses`. */
export async function runHypotheses(context: Context): Promise<StageReport> {
  const { params, progress } = context;
  return withTestImages(context, 'batch', async (session) => {
    const { classifier, dataset, images, inference, openImages, views, facts } = session;
    assertWholeBatches('evaluator/hypotheses', classifier);
    const lender = await dataset.split(params.company);
    const byClass = companyByClass(lender, { tested: params.split, info: dataset.info });
    const { ids, labels, trueLabels, classes } = images;
    const total = labels.length * images.views * params.rearrangements;
    const bar = progress.start({ label: 'hypotheses', total, unit: 'images' });
    const company = openImages(lender);
    try {
      const probabilities = await answerHypotheses({
        ...inference,
        company,
        byClass,
        rearrangements: params.rearrangements,
        onImage: () => bar.advance(1),
      });
      const predictions = {
        ...{ ids, labels, trueLabels, probabilities, classes },
        predicted: mostProbableClasses(probabilities, classes),
        // No two of them meet.
        batches: Uint32Array.from(labels, (_, image) => image),
        slots: new Uint32Array(labels.length),
      };
      await writeResults(context.output, {
        facts: { kind: 'evaluation', ...facts, protocol: protocolFacts(params), views },
        predictions,
      });
      return errorsOf(predictions);
    } finally {
      bar.stop();
      await company.close();
    }
  });
}

/** How images were tested, in the words that reports have for protocols. */
function protocolFacts({ company, rearrangements }: HypothesesParams): ProtocolFacts {
  return {
    name: 'hypotheses',
    heading: 'Hypotheses',
    order: 75,
    options: { company },
    statistics: 'batch',
    composition: { kind: 'other', description: `each image alone among images of split "${company}"` },
    shuffles: true,
    rearrangements,
    decision: 'the class of which the network is surest in its place',
  };
}
