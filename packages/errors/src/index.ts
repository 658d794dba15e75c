export { assertMemory, type MemoryNeed } from './assert-memory.ts';
export { didYouMean, nearestName } from './nearest-name.ts';
export { systemFailure } from './system-failure.ts';
export {
  UserError,
  UserErrors,
  escapeControls,
  hasSystemCode,
  invariant,
  systemReason,
  type UserErrorParts,
} from './user-error.ts';
