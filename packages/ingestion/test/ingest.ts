import { join } from 'node:path';
import { openDataset, type Dataset } from '@batchmates/dataset';
import type { InputSpecs, Stage } from '@batchmates/stage';
import { runStage, type StageRun, type StageRunOptions } from '@batchmates/stage/testing';
import type { z } from 'zod';

/** What a run left, and the data set in it if the stage writes one. */
export interface Ingest extends StageRun {
  dataset(): Promise<Dataset>;
}

/** Runs a stage; relative paths in `params` start in `folder`, and its scratch folder is there for the next run. */
export async function ingest<Params extends z.ZodObject, Inputs extends InputSpecs>(
  stage: Stage<Params, unknown, Inputs>,
  folder: string,
  params: z.input<Params>,
  options: StageRunOptions<Params, unknown, Inputs> = {},
): Promise<Ingest> {
  const scratch = join(folder, 'scratch');
  const run = await runStage(stage, { ...options, params, scratch, pipelineDirectory: folder });
  return { ...run, dataset: () => openDataset(run.artifact.directory) };
}
