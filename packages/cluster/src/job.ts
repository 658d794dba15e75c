import type { Resources } from './profile/profile-schema.ts';

/** One instance of a pipeline as a job, before a scheduler knows it. */
export interface Job {
  /** Name of the work that it does, as the submission's plan has it, e.g. `train.balanced`. */
  readonly instance: string;
  /** `<pipeline>.<instance>`, as the scheduler's lists show it. */
  readonly name: string;
  /** By which the job is recognised in the scheduler's list later. */
  readonly label: JobLabel;
  readonly resources: Resources;
  /** Jobs that must end well before this one starts. */
  readonly needs: readonly JobReference[];
  /** A job that must have ended, well or not, so that no more run at once than the profile allows. */
  readonly after: JobReference | undefined;
  /** How it is run, the same for all jobs of a submission. */
  readonly script: ScriptParts;
  /** The pipeline file, relative to the workspace or absolute. */
  readonly file: string;
  /** Words of the command, to be run by Node in the workspace. */
  readonly command: readonly string[];
  /** Where its output goes, relative to the workspace; `%j` stands for the job's number. */
  readonly log: string;
}

/** What tells jobs apart. */
export interface JobLabel {
  /** The same for every job of one instance in one workspace with one folder of artifacts. */
  readonly key: string;
  /** Digest of everything that its result depends on, and of all that it needs. */
  readonly digest: string;
  /** Of the jobs with one number one runs at a time; undefined without a limit. */
  readonly lane: number | undefined;
}

/** A job of this submission by its instance, or one that the scheduler has already by its number. */
export type JobReference =
  { readonly kind: 'new'; readonly instance: string } | { readonly kind: 'known'; readonly id: string };

/** What the scripts of a submission have in common. */
export interface ScriptParts {
  /** The workspace, absolute. */
  readonly root: string;
  /** The module that is `batchmates`, relative to it or absolute. */
  readonly program: string;
  /** The folder of all artifacts, absolute. */
  readonly artifacts: string;
  /** Lines of shell with which a job begins. */
  readonly setup: string;
  /** How often a job that its time limit interrupts is queued again. */
  readonly retries: number;
}
