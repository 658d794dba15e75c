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
    checkpoint,
    ...options
  }: Omit<Options, 'inputs' | 'services'> & { readonly engine?: Engine; readonly checkpoint?: Artifact },
): Promise<StageRun> {
  return runStage(train, { ...options, inputs: { dataset, checkpoint }, services: servicesOf(engine) });
}

/** What training is lent: one engine and the built-in strategies. */
export function servicesOf(engine: Engine): TrainerServices {
  const { name, description } = engine;
  const probe = async () => ({ available: true as const, description, load: async () => engine });
  return {
    engines: createProvider([{ name, probe }]),
    strategies: registryOf<BatchingStrategy>('batching strategy', builtInStrategies),
  };
}
