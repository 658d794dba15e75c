import { UserError } from '@batchmates/errors';
import { expect } from 'vitest';

/** Expects `act` to reject with a `UserError` of that code, in one line. */
export async function expectRefusal(code: string, act: () => Promise<unknown>): Promise<void> {
  // A synchronous throw would escape a caller's `.catch`.
  const error: unknown = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code });
  expect((error as UserError).message).not.toContain('\n');
}
