import { trainingFacts } from '@batchmates/checkpoint';
import { SCHEMA_VERSION, type Facts } from '@batchmates/results';
import type { OpenedNetwork } from './open-network.ts';

/** What every kind of result says of network, training, data and engine. */
export function factsOf(
  { classifier, dataset, selection, program }: OpenedNetwork,
  { split, seed }: { readonly split: string; readonly seed: number },
): Facts {
  const { name, parameters, width, input, ghost, training, classNames } = classifier;
  return {
    schemaVersion: SCHEMA_VERSION,
    dataset: { description: dataset.info.description, split, classNames: [...classNames] },
    network: { name, parameters, width, input: { ...input }, ...(ghost !== undefined && { ghost }) },
    training: { ...trainingFacts(training) },
    engine: { name: selection.engine.name, precision: program.precision },
    seed,
  };
}
