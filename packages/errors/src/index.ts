export { allottedCores, allottedMemory } from './allotted.ts';
export { assertMemory, gigabytes, machineMemory, type MemoryNeed } from './assert-memory.ts';
export { findWorkspace } from './find-workspace.ts';
export { didYouMean, nearestName } from './nearest-name.ts';
export { systemFailure } from './system-failure.ts';
export {
  UserError,
  UserErrors,
  escapeControls,
  escapeLines,
  hasSystemCode,
  invariant,
  replaceControls,
  systemReason,
  type UserErrorParts,
} from './user-error.ts';
