import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import type { CommandContext } from '../command-context.ts';
import { openDigestContext, type DigestContext } from '../digest/digest-context.ts';
import { plannedDigest } from '../digest/instance-digests.ts';
import { isCurrent } from '../digest/current-instances.ts';
import { endWithOwners } from '../end-with-owners.ts';
import { findTarget } from '../find-pipeline.ts';
import { noteForced } from '../forced-runs.ts';
import { shownFile } from '../pipeline-files.ts';
import { openProgress } from '../progress/open-progress.ts';
import { dependentsOf, preflight } from '../preflight.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findInstance, runInstance } from '../run-instance.ts';
import { showWarnings } from '../show-warnings.ts';
import { claimName } from '../taken-names.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates run` is told. */
export interface RunArguments extends CommandContext {
  readonly pipeline: string;
  readonly instance: string | undefined;
  /** Digest of the instance as Nx planned (and hashed) it. */
  readonly expect: string | undefined;
  /** Whether to run it although its artifact is up to date, or the same work is done elsewhere. */
  readonly force: boolean;
}

/**
 * `batchmates run`: runs one instance, whose inputs must already be there, unless its artifact is up to date. What the Nx
 * targets and the jobs of a cluster call.
 */
export async function run({
  root,
  pipeline,
  instance: named,
  expect,
  force,
  signal,
  print,
}: RunArguments): Promise<void> {
  const composition = compose();
  const planning = planningContext(composition, root);
  const target = await findTarget(pipeline, named, root);
  const [plan, workspace] = await Promise.all([planPipeline(target.file, planning), readWorkspace(root)]);
  const instance = chosenInstance(plan, target.instance);
  await claimName(plan, root);
  const context = openDigestContext(workspace, planning.registries);
  if (expect !== undefined) await refuseOtherWork({ plan, instance, context, expect });
  // Another machine may have made it, and Nx also starts a run when something changed that does not count, such as .gitignore.
  if (!force && (await isCurrent(plan, instance.name, context))) {
    print(`${plan.name}.${instance.name}: up to date`);
    return;
  }
  const { services } = composition;
  if (expect === undefined) showWarnings([instance]);
  // Those after it may be jobs of their own.
  const dependents = dependentsOf(plan, instance.name);
  await preflight({ plan, names: dependents, context, services, elsewhere: true });
  // Nx runs instances with `threads: 1` side by side.
  const shared = expect !== undefined && instance.params['threads'] === 1;
  const { progress, close } = openProgress({ instance: instance.name, stream: process.stderr, shared });
  const stopWatching = expect === undefined ? undefined : await endWithOwners(process.env);
  try {
    const artifact = await runInstance({
      plan,
      instance,
      context,
      services,
      progress,
      signal,
      reuse: !force,
    });
    if (force) await noteForced({ pipeline: plan.name, instance: instance.name, root });
    print(
      `${plan.name}.${instance.name}: ${artifact.manifest.type} in ${shownFile(artifact.directory, root)}`,
    );
  } finally {
    stopWatching?.();
    await close();
  }
}

interface Expectation {
  readonly plan: Plan;
  readonly instance: PlannedInstance;
  readonly context: DigestContext;
  readonly expect: string;
}

/** Throws a `UserError` (`run/outdated-graph`) when the instance is not what Nx hashed. */
async function refuseOtherWork({ plan, instance, context, expect }: Expectation): Promise<void> {
  const planned = await plannedDigest(plan, instance, context);
  if (planned === expect) return;
  throw new UserError({
    code: 'run/outdated-graph',
    what: `${plan.name}.${instance.name} is not what Nx planned`,
    expected: expect,
    received: planned,
    remedy: 'something it depends on changed meanwhile: run the command again',
  });
}

function chosenInstance(plan: Plan, name: string | undefined): PlannedInstance {
  if (name !== undefined) return findInstance(plan, name);
  throw new UserError({
    code: 'run/no-instance',
    what: `batchmates run ${plan.name}`,
    expected: `one of ${plan.instances.map((instance) => instance.name).join(', ')}`,
    remedy: `npx batchmates run-all ${plan.name} runs them all`,
  });
}
