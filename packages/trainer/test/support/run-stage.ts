import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { builtInStrategies, type BatchingStrategy } from '@batchmates/batching';
import { createProvider, type Engine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import { createRegistry, type StageReport } from '@batchmates/stage';
import { train } from '../../src/index.ts';

/** A stage's folders and what it said. */
export interface StageRun {
  readonly output: string;
  readonly scratch: string;
  readonly notes: string[];
  readonly report: StageReport;
}

/** What a run may be told besides its params. */
export interface RunOptions {
  readonly dataset: Artifact;
  readonly with: Readonly<Record<string, unknown>>;
  readonly engine?: Engine;
  /** An earlier run's, to go on from it. */
  readonly scratch?: string;
  readonly signal?: AbortSignal;
  /** Called after each batch with the number of images trained so far. */
  readonly onAdvance?: (images: number) => void;
}

/** Runs `trainer/train` on real folders, on the float64 reference engine unless told otherwise. */
export async function runStage(options: RunOptions): Promise<StageRun> {
  const { dataset, engine = referenceEngine, signal = new AbortController().signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'trainer-run-'));
  const [output, scratch] = [join(folder, 'output'), options.scratch ?? join(folder, 'scratch')];
  await mkdir(output, { recursive: true });
  await mkdir(scratch, { recursive: true });
  const notes: string[] = [];
  let images = 0;
  const report = await train.run({
    instance: 'train',
    params: train.params.parse(options.with),
    inputs: { dataset: [dataset] },
    output,
    scratch,
    pipelineDirectory: import.meta.dirname,
    progress: {
      note: (line) => notes.push(line),
      start: () => ({ advance: (count) => options.onAdvance?.((images += count)), stop: () => {} }),
    },
    signal,
    services: {
      engines: createProvider([
        {
          name: engine.name,
          probe: async () => ({ available: true, description: engine.description, load: async () => engine }),
        },
      ]),
      strategies: createRegistry<BatchingStrategy>({
        kind: 'batching strategy',
        items: Object.fromEntries(builtInStrategies.map((strategy) => [strategy.name, () => strategy])),
        accepts: (value): value is BatchingStrategy =>
          typeof (value as Partial<BatchingStrategy>).plan === 'function',
        shape: 'an object with plan()',
      }),
    },
  });
  return { output, scratch, notes, report: report ?? {} };
}
