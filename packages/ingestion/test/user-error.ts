import { UserError, UserErrors } from '@batchmates/errors';
import { expect } from 'vitest';

/** The one-line message of the `UserError` that a promise fails with. */
export async function userError(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain('\n');
  return error as UserError;
}

/** The messages of the `UserErrors` that a promise fails with. */
export async function userErrors(promise: Promise<unknown>): Promise<readonly string[]> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserErrors);
  return (error as UserErrors).errors.map(({ message }) => message);
}
