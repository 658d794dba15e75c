export {
  createTemporaryWorkspace,
  temporaryWorkspaceAt,
  type CommandResult,
  type TemporaryWorkspace,
} from './temporary-workspace.ts';
