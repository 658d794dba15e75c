import { defineStage, type StageReport } from '@batchmates/stage';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { evaluateParams } from './params.ts';

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
  warnings: ({ protocol }) =>
    protocol['batchSize'] === 1
      ? ['protocol.batchSize: 1: under batch statistics every image is normalised by itself']
      : [],
  check: async (context) => (await import('./check-evaluate.ts')).checkEvaluate(context),
  run: async (context: NetworkStageContext<typeof evaluateParams>): Promise<StageReport> =>
    (await import('./run-evaluate.ts')).runEvaluate(context),
});
