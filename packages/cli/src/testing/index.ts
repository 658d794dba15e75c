export { compose, planningContext } from '../registry/services.ts';
export { corruptArtifacts, type Corruption, type CorruptionRequest } from './corrupt-artifacts.ts';
export { createSmallPipeline, type SmallPipeline } from './small-pipeline.ts';
export {
  createTemporaryWorkspace,
  temporaryWorkspaceAt,
  type CommandResult,
  type TemporaryWorkspace,
} from './temporary-workspace.ts';
