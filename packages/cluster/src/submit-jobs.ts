import { UserError } from '@batchmates/errors';
import type { Job, JobReference } from './job.ts';
import type { Scheduler } from './scheduler.ts';

/** A job that a scheduler has taken. */
export interface SubmittedJob {
  readonly job: Job;
  readonly id: string;
}

/**
 * Submits jobs in their order, after a check of what they ask for. All or none: when one is refused, or `signal` is aborted meanwhile, those before it are cancelled and what was
 * thrown is thrown again; a `UserError` (`submit/left`) with their numbers when they cannot be.
 */
export async function submitJobs(
  jobs: readonly Job[],
  scheduler: Scheduler,
  signal: AbortSignal,
): Promise<SubmittedJob[]> {
  const submitted: SubmittedJob[] = [];
  const ids = new Map<string, string>();
  const idOf = (reference: JobReference): string =>
    reference.kind === 'known' ? reference.id : ids.get(reference.instance)!;
  // Some of what can never run would be queued all the same, as long as it waits for another job.
  const kinds = new Map(jobs.map((job) => [JSON.stringify(job.resources), job]));
  for (const job of kinds.values()) await scheduler.check(job);
  try {
    for (const job of jobs) {
      signal.throwIfAborted();
      const after = job.after === undefined ? [] : [idOf(job.after)];
      const id = await scheduler.submit(job, { needs: job.needs.map(idOf), after });
      ids.set(job.instance, id);
      submitted.push({ job, id });
    }
    return submitted;
  } catch (error) {
    const ids = await takenOf(jobs, { submitted, scheduler });
    if (ids.length > 0)
      await scheduler.cancel(ids).catch((cause: unknown) => {
        throw new UserError({
          code: 'submit/left',
          what: `${messageOf(error)}; ${ids.length} jobs were submitted before and could not be cancelled`,
          received: messageOf(cause),
          remedy: `${scheduler.cancelCommand(ids)} ends them`,
          cause: error,
        });
      });
    throw error;
  }
}

/** Numbers of the jobs that the scheduler has taken: one that it gave no answer about may be among them. */
async function takenOf(
  jobs: readonly Job[],
  { submitted, scheduler }: { readonly submitted: readonly SubmittedJob[]; readonly scheduler: Scheduler },
): Promise<string[]> {
  const labels = new Set(jobs.map(({ label: { key, digest } }) => `${key} ${digest}`));
  const known = await scheduler.list().catch(() => []);
  const found = known.filter(
    ({ label: { key, digest }, state: { kind } }) =>
      labels.has(`${key} ${digest}`) && (kind === 'waiting' || kind === 'running'),
  );
  return [...new Set([...submitted, ...found].map(({ id }) => id))];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
