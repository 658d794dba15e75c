import { encodeSafetensors, populationTensors, trainingFacts, type Checkpoint } from '@batchmates/checkpoint';
import { completeState } from '@batchmates/engine';
import { listed, mismatch } from './mismatch.ts';
import { withoutPopulation } from './without-population.ts';
import type { SiteNetworkRequest, WrittenNetwork } from './written-network.ts';

/**
 * A checkpoint as a network of a site: its parameters, running and population statistics, without the optimizer's. Throws a `UserError` when it has other
 * classes, or the same in another order, other channels, or no population statistics.
 */
export function siteCheckpoint(
  checkpoint: Checkpoint,
  { name, stem, info }: SiteNetworkRequest,
): WrittenNetwork {
  const { network, crop, normalisation, state, population, training } = checkpoint;
  if (JSON.stringify(checkpoint.classNames) !== JSON.stringify(info.classNames)) {
    throw mismatch({
      ...{ name, what: 'classes' },
      ...{ expected: listed(info.classNames), received: listed(checkpoint.classNames) },
    });
  }
  const { channels } = info.shape;
  if (network.input.channels !== channels) {
    throw mismatch({
      ...{ name, what: 'channels' },
      ...{ expected: String(channels), received: String(network.input.channels) },
    });
  }
  if (population === undefined) throw withoutPopulation(name);
  const { strategy, batchSize } = trainingFacts(training);
  const file = `${stem}.safetensors`;
  // The slots of an optimizer are of no use to a page.
  const parameters = completeState(network, undefined, state);
  const tensors = new Map([...parameters, ...populationTensors(population)]);
  return {
    described: {
      kind: 'checkpoint',
      ...{ name, training: strategy, batchSize, network, crop, normalisation, file },
    },
    files: new Map([[file, encodeSafetensors({ tensors })]]),
  };
}
