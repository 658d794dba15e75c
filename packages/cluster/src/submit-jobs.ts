import type { Job, JobReference } from './job.ts';
import type { Scheduler } from './scheduler.ts';

/** A job that a scheduler has taken. */
export interface SubmittedJob {
  readonly job: Job;
  readonly id: string;
}

/**
 * Submits jobs in their order, after a check of what they ask for. All or none: when one is refused, or `signal` is aborted meanwhile, those before it are cancelled and what was
 * thrown is thrown again.
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
    if (submitted.length > 0) await scheduler.cancel(submitted.map(({ id }) => id));
    throw error;
  }
}
