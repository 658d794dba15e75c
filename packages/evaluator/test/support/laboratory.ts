import type { Artifact } from '@batchmates/artifact';
import { builtInStrategies, type BatchingStrategy } from '@batchmates/batching';
import { writeCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import { createProvider, type Engine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import type { InputSpecs, Stage, StageInputs } from '@batchmates/stage';
import { registryOf, runStage, writeInput, type StageRun } from '@batchmates/stage/testing';
import type { z } from 'zod';
import type { EvaluatorServices } from '../../src/index.ts';
import { writeColours, type Swatch } from './colours.ts';

/** Writes artifacts to test on and runs stages on them with one engine. */
export interface Laboratory {
  readonly services: EvaluatorServices;
  dataset(
    splits: Readonly<Record<string, readonly Swatch[]>>,
    classNames?: readonly string[],
  ): Promise<Artifact>;
  checkpoint(checkpoint: Checkpoint): Promise<Artifact>;
  /** Runs a stage as the command line would; returns the artifact. */
  run<Params extends z.ZodObject, const Inputs extends InputSpecs>(
    stage: Stage<Params, EvaluatorServices, Inputs>,
    inputs: StageInputs<Inputs>,
    params: z.input<Params>,
  ): Promise<Artifact>;
  /** The same, with what the stage reported and noted. */
  runWhole<Params extends z.ZodObject, const Inputs extends InputSpecs>(
    stage: Stage<Params, EvaluatorServices, Inputs>,
    inputs: StageInputs<Inputs>,
    params: z.input<Params>,
  ): Promise<StageRun>;
}

/** Opens a laboratory with an engine, the float64 reference unless told otherwise. */
export function openLaboratory(engine: Engine = referenceEngine): Laboratory {
  const services = servicesOf(engine);
  return {
    services,
    dataset: (splits, classNames) =>
      writeInput('dataset', async (folder) => {
        await writeColours(folder, splits, classNames);
      }),
    checkpoint: (checkpoint) => writeInput('checkpoint', (folder) => writeCheckpoint(folder, checkpoint)),
    run: async (stage, inputs, params) => (await runStage(stage, { inputs, params, services })).artifact,
    runWhole: (stage, inputs, params) => runStage(stage, { inputs, params, services }),
  };
}

function servicesOf(engine: Engine): EvaluatorServices {
  const { name, description } = engine;
  const probe = () => Promise.resolve({ available: true as const, description, load: async () => engine });
  return {
    engines: createProvider([{ name, probe }]),
    strategies: registryOf<BatchingStrategy>('batching strategy', builtInStrategies),
    protocols: registryOf<Protocol>('protocol', builtInProtocols),
  };
}
