import { defineStage, type StageReport } from '@batchmates/stage';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { hypothesesParams } from './params.ts';

/**
 * `evaluator/hypotheses`: can the gain of balanced batches be had for one image at a time, with training images as its batchmates? An image takes
 * the place of each class in turn in a balanced batch of training images. If the network answers the missing class for images of that class
 * and for no others, the class of which it is surest in its own place is the image's. A control that the paper lacks.
 */
export const hypotheses = defineStage({
  uses: 'evaluator/hypotheses',
  summary: 'answers every image by itself, among training images of all classes but one, each class in turn',
  ...networkStage,
  output: 'results',
  params: hypothesesParams,
  check: async (context) => (await import('./check-hypotheses.ts')).checkHypotheses(context),
  run: async (context: NetworkStageContext<typeof hypothesesParams>): Promise<StageReport> =>
    (await import('./run-hypotheses.ts')).runHypotheses(context),
});
