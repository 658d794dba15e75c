export type { Job, JobLabel, JobReference, ScriptParts } from './job.ts';
export { logOf, planJobs, type PlannedJobs, type Submission, type Work } from './plan-jobs.ts';
export { parseProfile } from './profile/parse-profile.ts';
export type { Profile, Resources } from './profile/profile-schema.ts';
export { checkSetResources, resourcesOf, type InstanceNames } from './profile/resources-of.ts';
export type { JobState, KnownJob, Scheduler } from './scheduler.ts';
export { slurm } from './slurm/slurm.ts';
export { submitJobs, type SubmittedJob } from './submit-jobs.ts';
