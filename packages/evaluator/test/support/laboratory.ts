import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtifact, type Artifact, type WritePayload } from '@batchmates/artifact';
import { builtInStrategies, type BatchingStrategy } from '@batchmates/batching';
import { writeCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import { createProvider, type Engine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { createRegistry, type Progress, type Registry, type Stage } from '@batchmates/stage';
import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import type { z } from 'zod';
import type { EvaluatorServices } from '../../src/index.ts';
import { writeColours, type Swatch } from './colours.ts';

/** A temporary folder in which stages run on real artifacts with a real engine. */
export interface Laboratory {
  readonly directory: string;
  dataset(
    splits: Readonly<Record<string, readonly Swatch[]>>,
    classNames?: readonly string[],
  ): Promise<Artifact>;
  checkpoint(checkpoint: Checkpoint): Promise<Artifact>;
  /** Runs a stage as the command line would; returns the artifact. */
  run<Params extends z.ZodObject>(
    stage: Stage<Params, EvaluatorServices>,
    inputs: Readonly<Record<string, Artifact>>,
    params: z.input<Params>,
  ): Promise<Artifact>;
  /** Lines that stages noted so far. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Opens a laboratory with one engine, the float64 reference unless told otherwise. */
export async function openLaboratory(engine: Engine = referenceEngine): Promise<Laboratory> {
  const directory = await mkdtemp(join(tmpdir(), 'batchmates-evaluator-'));
  const notes: string[] = [];
  let count = 0;
  const next = (): string => join(directory, `artifact-${count++}`);
  const write = (type: string, params: Record<string, unknown>, fill: WritePayload) =>
    writeArtifact(
      {
        directory: next(),
        manifest: { type, stage: 'test', instance: 'test', variant: {}, params, inputs: {} },
      },
      fill,
    );
  return {
    directory,
    notes,
    dataset: (splits, classNames) =>
      write('dataset', {}, async (folder) => {
        await writeColours(folder, splits, classNames);
      }),
    checkpoint: (checkpoint) => write('checkpoint', {}, (folder) => writeCheckpoint(folder, checkpoint)),
    async run(stage, inputs, given) {
      const params = stage.params.parse(given);
      const scratch = join(directory, 'scratch');
      await mkdir(scratch, { recursive: true });
      return write(stage.output, params, (output) =>
        stage.run({
          instance: 'test',
          params,
          inputs: Object.fromEntries(Object.entries(inputs).map(([name, artifact]) => [name, [artifact]])),
          output,
          scratch,
          pipelineDirectory: directory,
          progress: noted(notes),
          signal: new AbortController().signal,
          services: servicesOf(engine),
        }),
      );
    },
    close: () => rm(directory, { recursive: true }),
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

function registryOf<Item extends { readonly name: string }>(
  kind: string,
  items: readonly Item[],
): Registry<Item> {
  return createRegistry<Item>({
    kind,
    items: Object.fromEntries(items.map((item) => [item.name, () => item])),
    accepts: (value): value is Item => typeof value === 'object' && value !== null && 'name' in value,
    shape: `a ${kind}`,
  });
}

function noted(notes: string[]): Progress {
  return {
    start: () => ({ advance: () => undefined, stop: () => undefined }),
    note: (line) => notes.push(line),
  };
}
