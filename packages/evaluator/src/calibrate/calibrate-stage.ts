import { defineStage, type StageReport } from '@batchmates/stage';
import { mayHoldMirrorImages } from '../session/assert-pooled-views.ts';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { calibrateParams } from './params.ts';

/**
 * `evaluator/calibrate`: pools batch-norm statistics over the whole training set, the paper's fixed statistics of
 * standard inference (section 2), over the views with which they will be tested. Batches are composed as in training,
 * because what a layer sees depends on how the layers before it were normalised. Leaves the checkpoint or model as it was, with the pooled statistics added.
 */
export const calibrate = defineStage({
  uses: 'evaluator/calibrate',
  summary: 'adds statistics pooled over the training set to a checkpoint or model',
  ...networkStage,
  output: { sameAs: 'checkpoint' },
  params: calibrateParams,
  choices: { batching: 'strategies' },
  renamed: {
    crops: 'write views: center or views: augmented',
    batchingOptions: 'write options into batching, e.g. batching: { kind: balanced, samplesPerClass: 2 }',
  },
  warnings: ({ views, flip }) =>
    flip !== undefined && !mayHoldMirrorImages(views) ? [`flip: has no effect with views: ${views}`] : [],
  foresee: ({ views, flip }) => ({ population: true, populationViews: { views, flip } }),
  check: async (context) => (await import('./check-calibrate.ts')).checkCalibrate(context),
  run: async (context: NetworkStageContext<typeof calibrateParams>): Promise<StageReport> =>
    (await import('./run-calibrate.ts')).runCalibrate(context),
});
