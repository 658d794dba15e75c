import { relative } from 'node:path';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import type { CommandContext } from '../command-context.ts';
import { endWithOwners } from '../end-with-owners.ts';
import { findTarget } from '../find-pipeline.ts';
import { openProgress } from '../progress/open-progress.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findInstance, instanceDigest, runInstance } from '../run-instance.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates run` is told. */
export interface RunArguments extends CommandContext {
  readonly pipeline: string;
  readonly instance: string | undefined;
  /** Digest of the instance as Nx planned (and hashed) it. */
  readonly expect: string | undefined;
}

/** `batchmates run`: runs one instance, whose inputs must already be there. What the Nx targets call. */
export async function run({
  root,
  pipeline,
  instance: named,
  expect,
  signal,
  print,
}: RunArguments): Promise<void> {
  const composition = compose();
  const target = await findTarget(pipeline, named, root);
  const [plan, workspace] = await Promise.all([
    planPipeline(target.file, planningContext(composition, root)),
    readWorkspace(root),
  ]);
  const instance = chosenInstance(plan, target.instance);
  if (expect !== undefined && expect !== instanceDigest(instance)) {
    throw new UserError({
      code: 'run/outdated-graph',
      what: `${plan.name}.${instance.name} is not what Nx planned`,
      expected: expect,
      received: instanceDigest(instance),
      remedy: 'the pipeline changed meanwhile: run the command again (or npx nx reset first)',
    });
  }
  // Nx runs instances with `threads: 1` side by side.
  const shared = expect !== undefined && instance.params['threads'] === 1;
  const { progress, close } = openProgress({ instance: instance.name, stream: process.stderr, shared });
  const stopWatching = expect === undefined ? undefined : await endWithOwners(process.env);
  try {
    const artifact = await runInstance({
      plan,
      instance,
      workspace,
      services: composition.services,
      progress,
      signal,
    });
    print(
      `${plan.name}.${instance.name}: ${artifact.manifest.type} in ${relative(root, artifact.directory)}`,
    );
  } finally {
    stopWatching?.();
    await close();
  }
}

function chosenInstance(plan: Plan, name: string | undefined): PlannedInstance {
  if (name !== undefined) return findInstance(plan, name);
  throw new UserError({
    code: 'run/no-instance',
    what: `batchmates run ${plan.name}`,
    expected: `one of ${plan.instances.map((instance) => instance.name).join(', ')}`,
    remedy: `npx nx run ${plan.name}:run runs them all`,
  });
}
