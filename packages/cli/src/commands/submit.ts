import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockFolder } from '@batchmates/artifact';
import {
  checkSetResources,
  logOf,
  planJobs,
  slurm,
  submitJobs,
  type KnownJob,
  type PlannedJobs,
  type Scheduler,
  type Submission,
} from '@batchmates/cluster';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { allInstances, homeOf, projectOf } from '../all-instances.ts';
import { artifactsFolder } from '../artifact-directory.ts';
import { chosenNames } from '../chosen-names.ts';
import type { CommandContext } from '../command-context.ts';
import { openDigestContext, type DigestContext } from '../digest/digest-context.ts';
import { findPipelineFile } from '../find-pipeline.ts';
import { describeWait } from '../finished-meanwhile.ts';
import { commandFile } from '../own-package.ts';
import { shownFile } from '../pipeline-files.ts';
import { preflight } from '../preflight.ts';
import { compose, planningContext, type Composition } from '../registry/services.ts';
import { showWarnings } from '../show-warnings.ts';
import { readProfile } from '../submit/read-profile.ts';
import { waitForJobs, type WatchedJob } from '../submit/wait-for-jobs.ts';
import { workOf } from '../submit/work-of.ts';
import { claimName } from '../taken-names.ts';
import { readWorkspace } from '../workspace.ts';

/** What `batchmates submit` is told. */
export interface SubmitArguments extends CommandContext {
  readonly pipeline: string;
  /** These and what they need; all when empty. */
  readonly instances: readonly string[];
  /** Path of the profile. */
  readonly profile: string;
  /** Whether to print the jobs only. */
  readonly dryRun: boolean;
  /** Whether to wait until all jobs have ended. */
  readonly wait: boolean;
}

/**
 * `batchmates submit`: one job of the cluster for each instance whose artifact is not there, to start when what it needs is there. Jobs of
 * the same work that are queued or running already are not submitted again.
 */
export async function submit(request: SubmitArguments): Promise<void> {
  const { root, signal, print, dryRun, wait } = request;
  const profile = await readProfile(resolve(request.profile));
  const composition = compose();
  const planning = planningContext(composition, root);
  const plan = await planPipeline(await findPipelineFile(request.pipeline, root), planning);
  const names = chosenNames(plan, request.instances);
  checkSetResources(profile, { instances: allInstances(plan), stages: await composition.stages.names() });
  const context = openDigestContext(await readWorkspace(root), planning.registries);
  const artifacts = artifactsFolder(root);
  const script = { root, artifacts, program: shownFile(commandFile, root) };
  const preparing = { plan, names, context, scheduler: slurm };
  const submission = { profile, script };
  if (dryRun) {
    const { jobs, underWay } = planJobs({
      ...submission,
      known: await slurm.list().catch(nothingWithoutSlurm),
      work: await workOf(plan, names, context),
    });
    for (const job of jobs) print(slurm.describe(job));
    print(`${countOf(jobs.length)} would be submitted${tellUnderWay(underWay)}`);
    return;
  }
  await check({ plan, names, context, composition });
  await claimName(plan, root);
  const watched = await submitLocked(submission, { ...preparing, signal, print });
  if (wait) await waitForJobs({ plan, names, context, watched, scheduler: slurm, signal, print });
}

interface Preparing {
  readonly plan: Plan;
  readonly names: ReadonlySet<string>;
  readonly context: DigestContext;
  readonly scheduler: Scheduler;
}

/** Asks what there is; the scheduler first: a job that ends meanwhile is then counted as under way or as done, never as neither. */
async function present({
  plan,
  names,
  context,
  scheduler,
}: Preparing): Promise<Pick<Submission, 'known' | 'work'>> {
  const known = await scheduler.list();
  return { known, work: await workOf(plan, names, context) };
}

/** A dry run needs no cluster that answers. */
function nothingWithoutSlurm(error: unknown): readonly KnownJob[] {
  if (error instanceof UserError && error.code.startsWith('slurm/')) return [];
  throw error;
}

/** Submits under a lock, so that two submissions at once do not both find a job missing; gives the jobs to watch. */
async function submitLocked(
  submission: Pick<Submission, 'profile' | 'script'>,
  preparing: Preparing & Pick<CommandContext, 'signal' | 'print'>,
): Promise<WatchedJob[]> {
  const { plan, scheduler, signal, print } = preparing;
  // One for all pipelines: they may need the same instances of another.
  const lock = await lockFolder(join(submission.script.root, '.cache', 'jobs'), {
    signal,
    onWait: (holder) => print(describeWait('another submission', holder)),
  });
  try {
    const planned = planJobs({ ...submission, ...(await present(preparing)) });
    for (const { log } of planned.jobs)
      await mkdir(dirname(join(submission.script.root, log)), { recursive: true });
    const submitted = await submitJobs(planned.jobs, scheduler, AbortSignal.any([signal, lock.signal]));
    for (const { job, id } of submitted) print(`${job.name}: job ${id}`);
    tell(planned, submitted.length, { plan, scheduler, print });
    return [
      ...submitted.map(({ job: { instance }, id }) => ({ instance, id })),
      ...[...planned.underWay].map(([instance, id]) => ({ instance, id })),
    ].map(({ instance, id }) => {
      const home = homeOf(plan, instance);
      return { instance, id, log: logOf({ ...home, pipeline: home.pipeline.name }, id) };
    });
  } finally {
    await lock.release();
  }
}

function tell(
  { underWay, outdated }: PlannedJobs,
  count: number,
  { plan, scheduler, print }: { plan: Plan; scheduler: Scheduler; print: (line: string) => void },
): void {
  for (const [instance, id] of underWay) print(`${projectOf(plan, instance)}: job ${id} is under way`);
  if (outdated.length > 0) {
    const ids = outdated.map(({ id }) => id);
    print(
      `${countOf(ids.length)} of an earlier state of pipeline or code still there: ${scheduler.cancelCommand(ids)}`,
    );
  }
  print(
    count + underWay.size === 0
      ? 'nothing to do: all is up to date'
      : `${countOf(count)} submitted${tellUnderWay(underWay)}`,
  );
}

function countOf(jobs: number): string {
  return jobs === 1 ? '1 job' : `${jobs} jobs`;
}

function tellUnderWay({ size }: ReadonlyMap<string, string>): string {
  return size === 0 ? '' : `; ${size} are under way already`;
}

/** What would stop a stage is said here, not after hours in a queue. */
async function check({
  plan,
  names,
  context,
  composition,
}: Omit<Preparing, 'scheduler'> & { readonly composition: Composition }): Promise<void> {
  showWarnings(plan.instances.filter(({ name }) => names.has(name)));
  await preflight({ plan, names, context, services: composition.services, elsewhere: true });
}
