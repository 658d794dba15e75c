import { defineStage, type StageReport } from '@batchmates/stage';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { pseudoLabelParams } from './params.ts';

/**
 * `evaluator/pseudo-label` (Section 5, Figure 6): balances test batches by the network's own guesses, round by round,
 * to see whether the gain of balanced batches can be had without knowing the labels.
 */
export const pseudoLabel = defineStage({
  uses: 'evaluator/pseudo-label',
  summary: 'balances test batches by predicted labels, round by round (Figure 6)',
  ...networkStage,
  output: 'results',
  params: pseudoLabelParams,
  check: async (context) => {
    const { checkNetworkStage } = await import('../session/check-network-stage.ts');
    return checkNetworkStage(context, context.params);
  },
  run: async (context: NetworkStageContext<typeof pseudoLabelParams>): Promise<StageReport> =>
    (await import('./run-pseudo-label.ts')).runPseudoLabel(context),
});
