import { UserErrors } from '@batchmates/errors';
import { mistakesOf } from './mistakes-of.ts';

/** What all of them give, in their order. Throws every mistake when several fail (`UserErrors`), and anything else that one threw. */
export async function allOrMistakes<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  const settled = await Promise.allSettled(promises);
  const mistakes = settled.flatMap((each) => (each.status === 'rejected' ? mistakesOf(each.reason) : []));
  if (mistakes.length > 0) throw mistakes.length === 1 ? mistakes[0]! : new UserErrors(mistakes);
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
