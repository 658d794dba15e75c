export {
  createTemporaryWorkspace,
  type CommandResult,
  type TemporaryWorkspace,
} from './temporary-workspace.ts';
