export { UserError, UserErrors, hasSystemCode, invariant, type UserErrorParts } from './user-error.ts';
