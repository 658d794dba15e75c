import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestValue, lockFolder, writeArtifact, type Artifact, type FolderLock } from '@batchmates/artifact';
import { UserError, didYouMean } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { inputsOf, type Progress } from '@batchmates/stage';
import { declareCacheInputs } from './cache-inputs/cache-inputs.ts';
import { recordCacheInputs } from './cache-inputs/cache-record.ts';
import { describeWait, findFinished } from './finished-meanwhile.ts';
import { confirmInputs, openInputs, type InputSource } from './open-inputs.ts';
import type { Services } from './registry/services.ts';
import type { Workspace } from './workspace.ts';

/** What running one instance needs. */
export interface RunRequest {
  readonly plan: Plan;
  readonly instance: PlannedInstance;
  readonly workspace: Workspace;
  readonly services: Services;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Where an instance's artifact stands: `artifacts/<pipeline>/<instance>` of the workspace. */
export function artifactDirectory(root: string, plan: Plan, instance: string): string {
  return join(root, 'artifacts', plan.name, instance);
}

/** The instance called `name`; throws a `UserError` (`pipeline/unknown-instance`) that suggests the nearest one. */
export function findInstance(plan: Plan, name: string): PlannedInstance {
  const found = plan.instances.find((instance) => instance.name === name);
  if (found !== undefined) return found;
  const names = plan.instances.map((instance) => instance.name);
  throw new UserError({
    code: 'pipeline/unknown-instance',
    what: `pipeline ${plan.name} has no instance "${name}"`,
    expected: `one of ${names.join(', ')}`,
    remedy: didYouMean(name, names),
  });
}

/** Digest of everything the pipeline file says about an instance: implementation, params, variant, connections. */
export function instanceDigest({ uses, variant, params, inputs }: PlannedInstance): string {
  return digestValue({ uses, variant, params, inputs }).slice(0, 16);
}

/**
 * Runs one instance: opens its inputs, runs the stage into a new artifact and returns it. An interrupted run leaves
 * the artifact that stood there before, and a scratch folder that the next run of the same work finds again. Two runs of
 * one instance do not work at once: the second waits, and finds the work done if it is the same.
 */
export async function runInstance(request: RunRequest): Promise<Artifact> {
  const { plan, instance, workspace, progress, signal } = request;
  const target = `${plan.name}.${instance.name}`;
  const lock = await lockFolder(artifactDirectory(workspace.root, plan, instance.name), {
    signal,
    onWait: (holder) => progress.note(describeWait(target, holder)),
  });
  try {
    return await runLocked({ ...request, signal: AbortSignal.any([signal, lock.signal]) }, lock);
  } finally {
    await lock.release();
  }
}

async function runLocked(request: RunRequest, lock: FolderLock): Promise<Artifact> {
  const { plan, instance, workspace, services, progress, signal } = request;
  const { root } = workspace;
  const opened = await openInputs({ pipeline: plan.name, root, sources: sourcesOf(plan, instance, root) });
  const identities = Object.fromEntries(
    Object.entries(opened).map(([name, artifacts]) => [name, artifacts.map(({ identity }) => identity)]),
  );
  const cacheInputs = await recordCacheInputs(await declareCacheInputs(plan, instance, workspace), workspace);
  // The cache inputs count, too: half an epoch of the code before an edit is no beginning for the code after it.
  const work = digestValue({ instance: instanceDigest(instance), identities, cacheInputs }).slice(0, 16);
  const scratch = join(root, '.cache', 'scratch', plan.name, `${instance.name}-${work}`);
  const { name, variant, params, stage, uses } = instance;
  const draft = {
    directory: artifactDirectory(root, plan, name),
    manifest: { type: stage.output, stage: uses, instance: name, variant, params, inputs: identities },
    facts: { pipeline: plan.name, cacheInputs },
  };
  const done = lock.waited ? await findFinished(draft) : undefined;
  if (done !== undefined) return done;
  const artifact = await writeArtifact(draft, async (output) => {
    const report = await withScratch(scratch, () =>
      stage.run({
        instance: name,
        params,
        inputs: inputsOf(stage.inputs, opened),
        output,
        scratch,
        pipelineDirectory: plan.directory,
        progress,
        signal,
        services,
      }),
    );
    lock.signal.throwIfAborted();
    await confirmInputs(Object.values(opened).flat());
    return report;
  });
  await rm(scratch, { recursive: true, force: true });
  return artifact;
}

function sourcesOf(
  plan: Plan,
  { inputs }: PlannedInstance,
  root: string,
): Readonly<Record<string, readonly InputSource[]>> {
  const sourceOf = (name: string): InputSource => ({
    instance: findInstance(plan, name),
    directory: artifactDirectory(root, plan, name),
  });
  return Object.fromEntries(Object.entries(inputs).map(([input, names]) => [input, names.map(sourceOf)]));
}

/** Runs `work` with a scratch folder; when it throws, the folder stays if there is anything in it to resume from. */
async function withScratch<Result>(scratch: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(scratch, { recursive: true });
  try {
    return await work();
  } catch (error) {
    const kept = await readdir(scratch);
    if (kept.length === 0) await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}
