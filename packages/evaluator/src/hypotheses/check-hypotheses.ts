import type { Estimate } from '@batchmates/stage';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import { bytesOfPredictions } from '../session/predictions.ts';
import { companyByClass } from './company.ts';
import type { HypothesesParams } from './params.ts';

/** Looks for what stops `evaluator/hypotheses`, among it a split that cannot lend company. */
export function checkHypotheses(context: NetworkCheck<HypothesesParams>): Promise<Estimate | void> {
  const { split: tested, company } = context.params;
  return checkNetworkStage(context, {
    async withImages({ length }, { info, split }) {
      companyByClass(await split(company), { tested, info });
      return { bytes: bytesOfPredictions(length, info.classNames.length) };
    },
  });
}
