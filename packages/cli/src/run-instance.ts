import { join } from 'node:path';
import {
  linkArtifact,
  lockFolder,
  nxProject,
  openVerifiedFiles,
  writeArtifact,
  type Artifact,
  type FolderLock,
} from '@batchmates/artifact';
import { UserError, didYouMean } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { inputsOf, type Progress } from '@batchmates/stage';
import { projectOf } from './all-instances.ts';
import { artifactDirectory } from './artifact-directory.ts';
import type { DigestContext } from './digest/digest-context.ts';
import { ownOrigin } from './digest/differences.ts';
import { explain } from './digest/explain.ts';
import { localDigest, workDigest } from './digest/instance-digests.ts';
import { withNeeds } from './digest/standing-artifacts.ts';
import { findDoneWork } from './done-work.ts';
import { describeWait, findFinished } from './finished-meanwhile.ts';
import { Interrupted } from './interruption.ts';
import { confirmInputs, openInputs } from './open-inputs.ts';
import { liveRunFile } from './live-runs/live-run.ts';
import { recordLiveRun, type LiveRunRecorder } from './live-runs/record-live-run.ts';
import type { Services } from './registry/services.ts';
import { showFailure } from './show-failure.ts';
import { blameThirdParty } from './third-party-failure.ts';
import { openScratchFolder, scratchRoot, type AbandonedWork, type ScratchFolder } from './scratch-folder.ts';
import { verifiedFiles } from './verified-files.ts';
import { isNotWhole } from './when-restored.ts';

/** What running one instance needs. */
export interface RunRequest {
  readonly plan: Plan;
  readonly instance: PlannedInstance;
  readonly context: DigestContext;
  readonly services: Services;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Whether to take the artifact of the same work where another pipeline or instance has one, instead of running the stage. */
  readonly reuse?: boolean;
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

/**
 * Runs one instance: opens its inputs, runs the stage into a new artifact and returns it. An interrupted run leaves
 * the artifact that stood there before, and a scratch folder that the next run of the same work finds again. Two runs of
 * one instance do not work at once: the second waits, and finds the work done if it is the same.
 */
export async function runInstance(request: RunRequest): Promise<Artifact> {
  const { plan, instance, context, progress, signal } = request;
  const target = `${plan.name}.${instance.name}`;
  const lock = await lockFolder(artifactDirectory(context.workspace.root, plan, instance.name), {
    signal,
    onWait: (holder) => progress.note(describeWait(target, holder)),
  });
  try {
    return await runRecorded({ ...request, signal: AbortSignal.any([signal, lock.signal]) }, lock);
  } finally {
    await lock.release();
  }
}

/** Runs it, and tells other processes how far it is. */
async function runRecorded(request: RunRequest, lock: FolderLock): Promise<Artifact> {
  const { plan, instance, context, progress, signal } = request;
  const file = liveRunFile(context.workspace.root, plan.name, instance.name);
  const recorder = await recordLiveRun(file, progress);
  try {
    const artifact = await runLocked({ ...request, progress: recorder.progress }, { lock, recorder });
    recorder.succeed();
    return artifact;
  } catch (error) {
    let told = '';
    showFailure(error, signal, (text) => (told += text));
    recorder.end(signal.aborted ? 'interrupted' : 'failed', told.trimEnd());
    throw error;
  }
}

/** What accompanies a run. */
interface Companions {
  readonly lock: FolderLock;
  readonly recorder: LiveRunRecorder;
}

async function runLocked(request: RunRequest, { lock, recorder }: Companions): Promise<Artifact> {
  const { plan, instance, context, services, progress, signal } = request;
  const { root } = context.workspace;
  await refuseOutdatedInputs(plan, instance, context);
  const opened = await openInputs(inputDirectories(plan, instance, root), root);
  const identities = Object.fromEntries(
    Object.entries(opened).map(([name, artifacts]) => [name, artifacts.map(({ identity }) => identity)]),
  );
  const { local, cacheInputs } = await localDigest(plan, instance, context);
  const digests = { local, work: workDigest(local, identities) };
  const { name, stage } = instance;
  const directory = artifactDirectory(root, plan, name);
  const done = lock.waited ? await findFinished(directory, digests.work) : undefined;
  if (done !== undefined) return done;
  const facts = { pipeline: plan.name, digests, cacheInputs };
  const same = request.reuse === true ? await linkDoneWork(request, { directory, facts }) : undefined;
  if (same !== undefined) return same;
  const { uses, params, variant } = ownOrigin(instance, cacheInputs);
  const draft = {
    directory,
    manifest: { type: instance.output, stage: uses, instance: name, variant, params, inputs: identities },
    from: Object.values(opened).flat(),
    facts,
  };
  // Code counts, too: half an epoch of the code before an edit is no beginning for the code after it.
  const scratch = await openScratchFolder(join(scratchRoot(root), plan.name), {
    ...{ uses, params, variant, cacheInputs },
    ...{ instance: name, digest: digests.work, inputs: identities },
  });
  recorder.worksIn(scratch.path);
  scratch.abandoned.map(describeAbandoned).forEach(progress.note);
  const artifact = await writeArtifact(draft, async (output) => {
    const running = {
      instance: name,
      params: instance.params,
      inputs: inputsOf(stage.inputs, opened),
      output,
      scratch: scratch.path,
      pipelineDirectory: plan.directory,
      progress,
      signal,
      services,
    };
    const report = await keepingScratch(scratch, signal, () => stage.run(running));
    lock.signal.throwIfAborted();
    await confirmInputs(Object.values(opened).flat());
    return report;
  }).catch((error: unknown) => {
    throw signal.aborted ? error : blameThirdParty(error, { instance, modules: cacheInputs.modules, root });
  });
  await scratch.remove();
  return artifact;
}

/** What will stand in `run.json`, and where. */
interface Made {
  readonly directory: string;
  readonly facts: { readonly digests: { readonly work: string } };
}

/** Gives the artifact of the same work a place here, too; `undefined` when there is none. */
async function linkDoneWork(
  { instance, context, progress }: RunRequest,
  { directory, facts }: Made,
): Promise<Artifact | undefined> {
  const { root } = context.workspace;
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  const found = await findDoneWork(facts.digests.work, { root, directory, remembered });
  await remembered.save();
  if (found === undefined) return undefined;
  progress.note(`the same work is done: ${await nxProject(found.directory)} (${found.directory})`);
  try {
    return await linkArtifact(found, { directory, instance: instance.name, facts });
  } catch (error) {
    // Replaced or removed since it was found: then it is made here.
    if (isNotWhole(error) || (error instanceof UserError && error.code === 'run/input-replaced'))
      return undefined;
    throw error;
  }
}

function describeAbandoned({ differences }: AbandonedWork): string {
  const reason = differences.length === 0 ? 'it was made from something else' : differences.join('; ');
  return `not going on with an interrupted run: ${reason}; what it left is kept until this run has finished`;
}

/** The folders of the artifacts that an instance reads, by input. */
function inputDirectories(
  plan: Plan,
  { inputs }: PlannedInstance,
  root: string,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([input, names]) => [
      input,
      names.map((name) => artifactDirectory(root, plan, name)),
    ]),
  );
}

/** Runs a stage; when it throws, its scratch folder stays if there is anything in it to go on from, and an interruption says so. */
async function keepingScratch<Result>(
  scratch: ScratchFolder,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const kept = await scratch.keep();
    if (kept && error === signal.reason && error instanceof Interrupted)
      throw error.advise('what was done is kept: the same command goes on from there');
    throw error;
  }
}

/** Every artifact that the result would rest on must be what the pipeline now describes, not what an earlier version did. */
async function refuseOutdatedInputs(
  plan: Plan,
  instance: PlannedInstance,
  context: DigestContext,
): Promise<void> {
  const needed = new Set(withNeeds(plan, instance.name));
  needed.delete(instance.name);
  for (const verdict of await explain(plan, needed, context)) {
    // A missing one is named when the inputs are opened, if it is one of them.
    if (verdict.missing || verdict.reasons.length === 0) continue;
    throw new UserError({
      code: 'run/outdated-input',
      what: `artifact ${artifactDirectory(context.workspace.root, plan, verdict.instance)}`,
      expected: `what ${plan.name} now makes of ${verdict.instance}`,
      received: `what it made before: ${verdict.reasons.join('; ')}`,
      remedy: `run npx batchmates run-all ${projectOf(plan, verdict.instance)} first`,
    });
  }
}
