import { relative } from 'node:path';
import { UserError } from '@batchmates/errors';
import { planPipeline } from '@batchmates/pipeline';
import type { CommandContext } from '../main.ts';
import { findPipelineFile } from '../pipeline-file.ts';
import { createProgress } from '../progress/create-progress.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findInstance, instanceDigest, runInstance } from '../run-instance.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates run` is told. */
export interface RunArguments extends CommandContext {
  readonly pipeline: string;
  readonly instance: string;
  /** Digest of the instance as Nx planned (and hashed) it. */
  readonly expect: string | undefined;
}

/** `batchmates run`: runs one instance, whose inputs must already be there. What the Nx targets call. */
export async function run({
  root,
  pipeline,
  instance: name,
  expect,
  signal,
  print,
}: RunArguments): Promise<void> {
  const composition = compose();
  const [plan, workspace] = await Promise.all([
    findPipelineFile(pipeline, root).then((file) => planPipeline(file, planningContext(composition, root))),
    readWorkspace(root),
  ]);
  const instance = findInstance(plan, name);
  if (expect !== undefined && expect !== instanceDigest(instance)) {
    throw new UserError({
      code: 'run/outdated-graph',
      what: `${plan.name}.${name} is not what Nx planned`,
      expected: expect,
      received: instanceDigest(instance),
      remedy: 'the pipeline changed meanwhile: run the command again (or npx nx reset first)',
    });
  }
  const artifact = await runInstance({
    plan,
    instance,
    workspace,
    services: composition.services,
    progress: createProgress(),
    signal,
  });
  print(`${plan.name}.${name}: ${artifact.manifest.type} in ${relative(root, artifact.directory)}`);
}
