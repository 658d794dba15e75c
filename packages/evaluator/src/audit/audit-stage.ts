import { defineStage, type StageReport } from '@batchmates/stage';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { auditParams } from './params.ts';

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
  warnings: ({ measuredAs, servedAs }) =>
    JSON.stringify(measuredAs) === JSON.stringify(servedAs)
      ? ['servedAs: the same as measuredAs, so that these two are not compared']
      : [],
  check: async (context) => (await import('./check-audit.ts')).checkAudit(context),
  run: async (context: NetworkStageContext<typeof auditParams>): Promise<StageReport> =>
    (await import('./run-audit.ts')).runAudit(context),
});
