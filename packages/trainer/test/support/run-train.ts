import type { Artifact } from '@batchmates/artifact';
import { builtInStrategies, type BatchingStrategy } from '@batchmates/batching';
import { createProvider, type Engine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { registryOf, runStage, type StageRun, type StageRunOptions } from '@batchmates/stage/testing';
import { train, type TrainerServices } from '../../src/index.ts';

type Options = StageRunOptions<typeof train.params, TrainerServices, typeof train.inputs>;

/** Runs `trainer/train` on a data set, on the float64 reference engine unless told otherwise. */
export async function runTrain(
  dataset: Artifact,
  {
    engine = referenceEngine,
    ...options
  }: Omit<Options, 'inputs' | 'services'> & { readonly engine?: Engine },
): Promise<StageRun> {
  const { name, description } = engine;
  const probe = async () => ({ available: true as const, description, load: async () => engine });
  const services = {
    engines: createProvider([{ name, probe }]),
    strategies: registryOf<BatchingStrategy>('batching strategy', builtInStrategies),
  };
  return runStage(train, { ...options, inputs: { dataset }, services });
}
