import { defineStage, type Choice, type StageReport } from '@batchmates/stage';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { auditParams } from './params.ts';

/** Protocols whose batches a sample of the images makes others. */
const THINNED = ['stream', 'sorted', 'grouped'];

function thinned(protocols: readonly (Choice | undefined)[], images: number | undefined): readonly string[] {
  const kinds = protocols.map((each) => each?.kind);
  const hit = THINNED.filter((kind) => kinds.includes(kind));
  if (images === undefined || hit.length === 0) return [];
  return [
    `images: a sample has fewer images of a class next to each other, so that batches under ${hit.join(' and ')} are mixed more than those of all`,
  ];
}

/**
 * `evaluator/audit`: how much the answers of a network depend on the other images of their batch, and on the labels of these. It tests one
 * network under every protocol, in several arrangements where it draws batches at random, and compares image by image.
 */
export const audit = defineStage({
  uses: 'evaluator/audit',
  summary: 'measures how much answers depend on the other images of the batch, and on their labels',
  ...networkStage,
  output: 'results',
  params: auditParams,
  choices: { measuredAs: 'protocols', servedAs: 'protocols', trainedOn: 'protocols' },
  // Sizes of batches follow batchSize.
  completes: ['measuredAs', 'servedAs', 'trainedOn'],
  warnings: ({ measuredAs, servedAs, trainedOn, images }) => [
    ...(JSON.stringify(measuredAs) === JSON.stringify(servedAs)
      ? ['servedAs: the same as measuredAs, so that these two are not compared']
      : []),
    ...thinned([measuredAs, servedAs, trainedOn], images),
  ],
  check: async (context) => (await import('./check-audit.ts')).checkAudit(context),
  run: async (context: NetworkStageContext<typeof auditParams>): Promise<StageReport> =>
    (await import('./run-audit.ts')).runAudit(context),
});
