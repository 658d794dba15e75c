import { trainingFacts } from '@batchmates/checkpoint';
import { parameterCount, type Network } from '@batchmates/network';
import { SCHEMA_VERSION, type Facts } from '@batchmates/results';
import type { OpenedNetwork } from './open-network.ts';

/** What every kind of result says of network, training, data and engine. */
export function factsOf(
  { checkpoint, dataset, selection, program }: OpenedNetwork,
  { split, seed }: { readonly split: string; readonly seed: number },
): Facts {
  const { network, training, classNames } = checkpoint;
  return {
    schemaVersion: SCHEMA_VERSION,
    dataset: { description: dataset.info.description, split, classNames: [...classNames] },
    network: {
      name: network.name,
      parameters: parameterCount(network),
      width: widthOf(network),
      input: { ...network.input },
    },
    training: { ...trainingFacts(training) },
    engine: { name: selection.engine.name, precision: program.precision },
    seed,
  };
}

function widthOf({ layers }: Network): number {
  return layers.find((layer) => layer.kind === 'conv')?.channels ?? 0;
}
