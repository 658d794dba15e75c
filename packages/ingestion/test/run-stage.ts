import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import type { Artifact } from '@batchmates/artifact';
import { openDataset, type Dataset } from '@batchmates/dataset';
import type { Progress, Stage, StageReport } from '@batchmates/stage';
import { expect } from 'vitest';
import type { z } from 'zod';

/** A folder that is removed when its `using` scope ends. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'batchmates-ingestion-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** What a run left. */
export interface StageRun {
  readonly directory: string;
  readonly report: StageReport;
  /** Units that the bars advanced, in all, and the lines noted. */
  readonly advanced: number;
  readonly notes: readonly string[];
  dataset(): Promise<Dataset>;
}

/** Runs a stage in `folder` as the pipeline would: parsed params, an empty output folder, a scratch folder that stays. */
export async function runStage<Params extends z.ZodObject>(
  stage: Stage<Params>,
  folder: string,
  params: z.input<Params>,
  {
    inputs = {},
    signal = new AbortController().signal,
  }: { inputs?: Record<string, readonly Artifact[]>; signal?: AbortSignal } = {},
): Promise<StageRun> {
  const directory = await mkdtemp(join(folder, 'artifact-'));
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true });
  const notes: string[] = [];
  let advanced = 0;
  const progress: Progress = {
    start: () => ({ advance: (count) => void (advanced += count), stop() {} }),
    note: (line) => void notes.push(line),
  };
  const report = await stage.run({
    instance: 'test',
    params: stage.params.parse(params),
    inputs,
    output: directory,
    scratch,
    pipelineDirectory: folder,
    progress,
    signal,
    services: undefined,
  });
  return { directory, report: report ?? {}, advanced, notes, dataset: () => openDataset(directory) };
}

/** The one-line message of the `UserError` that a promise fails with. */
export async function userError(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain('\n');
  return error as UserError;
}

/** The messages of the `UserErrors` that a promise fails with. */
export async function userErrors(promise: Promise<unknown>): Promise<readonly string[]> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserErrors);
  return (error as UserErrors).errors.map(({ message }) => message);
}
