import { openDataset } from '@batchmates/dataset';
import { artifactToCheck, type Estimate } from '@batchmates/stage';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import { companyByClass } from './company.ts';
import type { HypothesesParams } from './params.ts';

const FLOAT32 = 4;

/** Looks for what stops `evaluator/hypotheses`, among it a split that cannot lend company. */
export async function checkHypotheses(context: NetworkCheck<HypothesesParams>): Promise<Estimate | void> {
  const { params, inputs } = context;
  const estimate = await checkNetworkStage(context, {
    withImages: ({ length }, { classNames }) => ({ bytes: length * classNames.length * FLOAT32 }),
  });
  const dataset = artifactToCheck(inputs.dataset);
  if (dataset === undefined) return estimate;
  const { info, split } = await openDataset(dataset.directory);
  companyByClass(await split(params.company), { tested: params.split, classNames: info.classNames });
  return estimate;
}
