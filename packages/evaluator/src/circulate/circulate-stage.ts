import { defineStage, type StageReport } from '@batchmates/stage';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { circulateParams } from './params.ts';

/**
 * `evaluator/circulate` (Section 4, Figure 4): puts single images in the place of each image of a batch that the
 * network is sure of. The paper shows of a few images that a weak one is answered as the class that is missing and a
 * strong one as what it is; here the same is counted over every misclassified image and as many strong ones.
 */
export const circulate = defineStage({
  uses: 'evaluator/circulate',
  summary: 'circulates weak and strong images through confident balanced batches (Figure 4)',
  ...networkStage,
  output: 'results',
  params: circulateParams,
  check: async (context) => {
    const { checkNetworkStage } = await import('../session/check-network-stage.ts');
    return checkNetworkStage(context, context.params);
  },
  run: async (context: NetworkStageContext<typeof circulateParams>): Promise<StageReport> =>
    (await import('./run-circulate.ts')).runCirculate(context),
});
