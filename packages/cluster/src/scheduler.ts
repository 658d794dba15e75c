import type { Job, JobLabel } from './job.ts';

/** A job as the scheduler lists it. */
export interface KnownJob {
  readonly id: string;
  /** Of jobs that `batchmates submit` made. */
  readonly label: JobLabel;
  readonly state: JobState;
}

/** How far a job is. */
export type JobState =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'running'; readonly node: string }
  /** Its process has ended; whether it is queued again is not known yet. */
  | { readonly kind: 'ending'; readonly node: string }
  | { readonly kind: 'done'; readonly node: string }
  /** `reason` is the scheduler's word, e.g. `out of memory`; `node` is empty when it had none. */
  | { readonly kind: 'failed'; readonly node: string; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly node: string };

/** What a scheduler must be able to do: one file for each. */
export interface Scheduler {
  /** What `submit` hands over, as text; jobs of the same submission that it needs are named, not numbered. */
  describe(job: Job): string;
  /** Throws a `UserError` when the cluster could never run a job that asks for what this one does; queues nothing. */
  check(job: Job): Promise<void>;
  /** Queues a job that starts when those called `needs` have ended well and those called `after` have ended; gives its number. */
  submit(
    job: Job,
    ids: { readonly needs: readonly string[]; readonly after: readonly string[] },
  ): Promise<string>;
  /** Ends jobs, queued or running. */
  cancel(ids: readonly string[]): Promise<void>;
  /** The jobs of this user that it still knows, ended ones among them, that `submit` made. */
  list(): Promise<readonly KnownJob[]>;
  /** What a person types to end jobs. */
  cancelCommand(ids: readonly string[]): string;
}
