export { artifactFiles } from './artifact-files.ts';
export { createProgram } from '../program/create-program.ts';
export { engineCandidates } from '../registry/engines.ts';
export { workspaceScripts } from '../init/package-json.ts';
export { compose, planningContext } from '../registry/services.ts';
export { createEveryStage, type EveryStage } from './every-stage.ts';
export { corruptArtifacts, type Corruption, type CorruptionRequest } from './corrupt-artifacts.ts';
export { killJobs, type JobKill, type JobKillRequest, type KilledJobs } from './kill-jobs.ts';
export { killRuns, type KilledStage, type KillRequest } from './kill-runs.ts';
export { asOrdinaryUser, giveToOrdinaryUser } from './ordinary-user.ts';
export { lendLibrary } from './lend-library.ts';
export { missingSlurm, startSlurm, type SlurmCluster } from './slurm-cluster.ts';
export { createSmallPipeline, createSmallPipelines, type SmallPipeline } from './small-pipeline.ts';
export {
  createTemporaryWorkspace,
  temporaryWorkspaceAt,
  type CommandResult,
  type StartedCommand,
  type TemporaryWorkspace,
} from './temporary-workspace.ts';
