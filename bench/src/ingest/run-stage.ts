import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import type { Stage } from '@batchmates/stage';
import type { z } from 'zod';

/** A stage to run outside a pipeline. */
export interface StageToRun<Params extends z.ZodObject> {
  readonly stage: Stage<Params>;
  readonly params: z.input<Params>;
  /** Relative paths in params start here. */
  readonly directory: string;
  readonly inputs?: Readonly<Record<string, readonly Artifact[]>>;
}

/** Runs a stage into a new temporary folder, which the caller removes, and returns the folder. */
export async function runStage<Params extends z.ZodObject>(run: StageToRun<Params>): Promise<string> {
  const output = await mkdtemp(join(tmpdir(), 'batchmates-bench-'));
  const scratch = await mkdtemp(join(tmpdir(), 'batchmates-bench-'));
  await run.stage.run({
    instance: 'bench',
    params: run.stage.params.parse(run.params),
    inputs: run.inputs ?? {},
    output,
    scratch,
    pipelineDirectory: run.directory,
    progress: { start: () => ({ advance() {}, stop() {} }), note() {} },
    signal: new AbortController().signal,
    services: undefined,
  });
  await rm(scratch, { recursive: true });
  return output;
}
