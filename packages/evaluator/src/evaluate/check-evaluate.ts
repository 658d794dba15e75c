import { arrange } from '@batchmates/protocols';
import { resolveChoice, type Estimate } from '@batchmates/stage';
import { checkNetworkStage, type NetworkCheck } from '../session/check-network-stage.ts';
import { bytesOfPredictions } from '../session/predictions.ts';
import type { EvaluateParams } from './params.ts';

/** Looks for what stops `evaluator/evaluate`, among it a split that the protocol cannot arrange. */
export async function checkEvaluate(context: NetworkCheck<EvaluateParams>): Promise<Estimate | void> {
  const { params, services, pipelineDirectory } = context;
  const { item: protocol, options } = await resolveChoice(
    services.protocols,
    params.protocol,
    pipelineDirectory,
  );
  return checkNetworkStage(context, {
    statistics: protocol.statistics(options),
    withImages({ labels, length }, { info }) {
      const classes = info.classNames.length;
      arrange(protocol, { labels, classes, seed: params.seed, view: 0, rearrangement: 0 }, options);
      return { bytes: bytesOfPredictions(length, classes) };
    },
  });
}
