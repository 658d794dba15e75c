import { UserError, UserErrors } from '@batchmates/errors';

/** The mistakes that were thrown, one or several; throws anything else again. */
export function mistakesOf(error: unknown): readonly UserError[] {
  if (error instanceof UserErrors) return error.errors;
  if (error instanceof UserError) return [error];
  throw error;
}
