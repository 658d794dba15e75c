import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';

/** Throws a `UserError` (`evaluator/no-images`) for an empty split. */
export function assertImages({ name, length }: Pick<Split, 'name' | 'length'>): void {
  if (length > 0) return;
  throw new UserError({
    code: 'evaluator/no-images',
    what: `split "${name}"`,
    expected: 'at least one image',
    received: 'none',
  });
}
