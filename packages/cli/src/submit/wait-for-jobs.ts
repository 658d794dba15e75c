import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobState, KnownJob, Scheduler } from '@batchmates/cluster';
import { UserError, UserErrors } from '@batchmates/errors';
import type { Plan } from '@batchmates/pipeline';
import { match } from 'ts-pattern';
import { projectOf } from '../all-instances.ts';
import { isCurrent } from '../digest/current-instances.ts';
import type { DigestContext } from '../digest/digest-context.ts';
import { firstOf } from '../first-of.ts';
import { Interrupted } from '../interruption.ts';

/** A job to wait for. */
export interface WatchedJob {
  readonly instance: string;
  readonly id: string;
  /** Path of its output, relative to the workspace. */
  readonly log: string;
}

/** What waiting needs. */
export interface WaitRequest {
  readonly plan: Plan;
  /** The instances that were submitted, with what they need. */
  readonly names: ReadonlySet<string>;
  readonly context: DigestContext;
  readonly watched: readonly WatchedJob[];
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Times between two looks at the queue, in ms: soon after a change, then less often. */
const SOONEST = 1000;
const LATEST = 15_000;

/** Times that a scheduler is asked that does not answer, every 15 s. */
const TRIES = 40;

/** Slurm's words for what every job waits for, which need not be said. */
const ORDINARY: ReadonlySet<string> = new Set(['', 'None', 'Dependency', 'Priority', 'Resources']);

/** Lines of the log of a failed job that are shown. */
const LINES = 15;

/**
 * Waits until all jobs have ended, with a line for each change of a job's state, and prints the tables of the pipeline's reports. Throws a `UserError`
 * (`submit/failed`) for each job that failed, after the end of its output. When `signal` is aborted, the jobs go on.
 */
export async function waitForJobs(request: WaitRequest): Promise<void> {
  const { plan, names, watched, print } = request;
  const { root } = request.context.workspace;
  const ends = await followJobs(request).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
    throw error.advise(
      `the jobs go on: the same command waits for them again, ${request.scheduler.cancelCommand(watched.map(({ id }) => id))} ends them`,
    );
  });
  const failed = watched.filter(({ id }) => ends.get(id)?.kind === 'failed');
  const cancelled = watched.filter(({ id }) => ends.get(id)?.kind === 'cancelled');
  for (const job of failed) await printLog(job, request);
  if (failed.length + cancelled.length > 0) throw failure(request, ends, failed, cancelled);
  const { showReportsOf } = await import('../show-reports.ts');
  await showReportsOf(plan, { root, names, print });
}

type End = Extract<JobState, { readonly kind: 'done' | 'failed' | 'cancelled' }>;

/** Looks at the queue until every job has ended; gives the ends by number. */
async function followJobs(request: WaitRequest): Promise<ReadonlyMap<string, End>> {
  const { watched, signal, plan, print } = request;
  const ends = new Map<string, End>();
  const shown = new Map<string, string>();
  let pause = SOONEST;
  for (;;) {
    signal.throwIfAborted();
    const states = new Map((await patientList(request)).map(({ id, state }) => [id, state]));
    let changed = false;
    for (const job of watched.filter(({ id }) => !ends.has(id))) {
      const state = states.get(job.id) ?? (await forgotten(job, request));
      const line = describeState(state);
      if (line !== undefined && line !== shown.get(job.id)) {
        changed = true;
        shown.set(job.id, line);
        print(`${projectOf(plan, job.instance)}: ${line} (job ${job.id})`);
      }
      if (isEnd(state)) ends.set(job.id, state);
    }
    if (ends.size === watched.length) return ends;
    pause = changed ? SOONEST : Math.min(LATEST, 1.5 * pause);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** The scheduler's list; a scheduler that is started anew gives none for a while, during which jobs go on. */
async function patientList({ scheduler, signal, print }: WaitRequest): Promise<readonly KnownJob[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await scheduler.list();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (tries === TRIES)
        throw new UserError({
          code: 'submit/no-answer',
          what: `the scheduler has not answered for ${Math.round((TRIES * LATEST) / 60_000)} minutes: ${error.message}`,
          remedy: 'the jobs go on: the same command waits for them again',
          cause: error,
        });
      if (tries === 1) print(`no answer, the jobs go on; asking again: ${error.message}`);
      await sleep(LATEST, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    }
  }
}

/** The end of a job that the scheduler has forgotten, which happens after minutes: its artifact tells. */
async function forgotten({ instance }: WatchedJob, { plan, context }: WaitRequest): Promise<End> {
  return (await isCurrent(plan, instance, context))
    ? { kind: 'done', node: '' }
    : { kind: 'failed', node: '', reason: 'it is gone from the queue and left no artifact of this work' };
}

/** In words for people; undefined when there is nothing to say. */
function describeState(state: JobState): string | undefined {
  const on = 'node' in state && state.node !== '' ? ` on ${state.node}` : '';
  return match(state)
    .with({ kind: 'waiting' }, ({ reason }) => (ORDINARY.has(reason) ? undefined : `waiting: ${reason}`))
    .with({ kind: 'running' }, () => `running${on}`)
    .with({ kind: 'ending' }, () => undefined)
    .with({ kind: 'done' }, () => `done${on}`)
    .with({ kind: 'failed' }, ({ reason }) => `failed${on}: ${reason}`)
    .with({ kind: 'cancelled' }, () => `cancelled${on}`)
    .exhaustive();
}

function isEnd(state: JobState): state is End {
  return state.kind === 'done' || state.kind === 'failed' || state.kind === 'cancelled';
}

async function printLog({ instance, log }: WatchedJob, { plan, context, print }: WaitRequest): Promise<void> {
  const { root } = context.workspace;
  if (!existsSync(join(root, log))) return;
  const lines = (await readFile(join(root, log), 'utf8')).trimEnd().split('\n');
  print(`\nThe end of ${log}, of ${projectOf(plan, instance)}:`);
  for (const line of lines.slice(-LINES)) print(`  ${line}`);
}

function failure(
  { plan, context }: WaitRequest,
  ends: ReadonlyMap<string, End>,
  failed: readonly WatchedJob[],
  cancelled: readonly WatchedJob[],
): UserError | UserErrors {
  const left =
    cancelled.length === 0 ? '' : `; cancelled: ${firstOf(cancelled.map(({ instance }) => instance))}`;
  const errors = failed.map(({ instance, id, log }) => {
    const end = ends.get(id)!;
    const node = end.node === '' ? '' : ` on ${end.node}`;
    const { root } = context.workspace;
    const written = existsSync(join(root, log));
    return new UserError({
      code: 'submit/failed',
      what: `${projectOf(plan, instance)} failed${node} (job ${id}): ${'reason' in end ? end.reason : ''}${left}`,
      remedy: written
        ? `its output is in ${log}; mend it and submit again`
        : `it left no output: ${root} must stand on a file system that all nodes share`,
    });
  });
  if (errors.length === 1) return errors[0]!;
  if (errors.length > 1) return new UserErrors(errors);
  return new UserError({
    code: 'submit/cancelled',
    what: `pipeline ${plan.name} did not finish: cancelled: ${firstOf(cancelled.map(({ instance }) => instance))}`,
    remedy: 'submit again to go on',
  });
}
