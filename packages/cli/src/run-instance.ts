import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, digestValue, openArtifact, writeArtifact, type Artifact } from '@batchmates/artifact';
import { UserError, didYouMean } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { inputsOf, type Progress } from '@batchmates/stage';
import { declareCacheInputs } from './cache-inputs/cache-inputs.ts';
import { recordCacheInputs } from './cache-inputs/cache-record.ts';
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
 * the artifact that stood there before, and a scratch folder that the next run of the same work finds again.
 */
export async function runInstance({
  plan,
  instance,
  workspace,
  services,
  progress,
  signal,
}: RunRequest): Promise<Artifact> {
  const { root } = workspace;
  const opened = await openInputs(plan, instance, root);
  const identities = Object.fromEntries(
    Object.entries(opened).map(([name, artifacts]) => [name, artifacts.map(({ identity }) => identity)]),
  );
  const cacheInputs = await recordCacheInputs(await declareCacheInputs(plan, instance, workspace), workspace);
  // The cache inputs count, too: half an epoch of the code before an edit is no beginning for the code after it.
  const work = digestValue({ instance: instanceDigest(instance), identities, cacheInputs }).slice(0, 16);
  const scratch = join(root, '.cache', 'scratch', plan.name, `${instance.name}-${work}`);
  const { name, variant, params, stage, uses } = instance;
  const artifact = await writeArtifact(
    {
      directory: artifactDirectory(root, plan, name),
      manifest: { type: stage.output, stage: uses, instance: name, variant, params, inputs: identities },
      facts: { pipeline: plan.name, cacheInputs },
    },
    (output) =>
      withScratch(scratch, () =>
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
      ),
  );
  await rm(scratch, { recursive: true, force: true });
  return artifact;
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

async function openInputs(
  plan: Plan,
  instance: PlannedInstance,
  root: string,
): Promise<Record<string, readonly Artifact[]>> {
  const opened = Object.entries(instance.inputs).map(
    async ([input, names]) =>
      [
        input,
        await Promise.all(names.map((name) => openInput(plan, findInstance(plan, name), root))),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(opened));
}

/** Opens an input and checks that it is what the pipeline file now describes, not what an earlier version did. */
async function openInput(plan: Plan, source: PlannedInstance, root: string): Promise<Artifact> {
  const artifact = await openArtifact(artifactDirectory(root, plan, source.name));
  if (
    canonicalJson(artifact.manifest.params) === canonicalJson(source.params) &&
    artifact.manifest.stage === source.uses
  )
    return artifact;
  throw new UserError({
    code: 'run/outdated-input',
    what: `artifact ${artifact.directory}`,
    expected: `the params that ${plan.name} now gives ${source.name}`,
    received: 'other ones',
    remedy: `run npx nx run ${plan.name}.${source.name}:run first`,
  });
}
