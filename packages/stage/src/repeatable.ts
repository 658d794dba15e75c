import { isDeepStrictEqual } from 'node:util';
import { UserError } from '@batchmates/errors';

/** A call that must depend on its arguments alone. */
export interface RepeatableCall<Result> {
  /** Names it in the message, e.g. `batching strategy "mine": plan()`. */
  readonly what: string;
  readonly call: () => Result;
  /** Done between the two calls, e.g. the same for another epoch: it must leave no trace. */
  readonly between?: () => unknown;
}

/**
 * Calls twice and gives the first result. Throws a `UserError` (`stage/not-repeatable`) when the second is another one: a result
 * that rests on `Math.random`, the time or state of the module's own cannot be made again, resumed or cached.
 */
export async function repeatable<Result>({
  what,
  call,
  between,
}: RepeatableCall<Result>): Promise<Awaited<Result>> {
  const first = await call();
  await between?.();
  if (isDeepStrictEqual(first, await call())) return first;
  throw new UserError({
    code: 'stage/not-repeatable',
    what,
    expected: 'the same result from the same arguments',
    received: 'two different ones',
    remedy:
      'take randomness from the arguments (randomStream(seed, ...) of @batchmates/random), and keep no state',
  });
}
