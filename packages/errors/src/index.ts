export { didYouMean, nearestName } from './nearest-name.ts';
export { UserError, UserErrors, hasSystemCode, invariant, type UserErrorParts } from './user-error.ts';
