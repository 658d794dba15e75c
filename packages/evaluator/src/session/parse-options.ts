import { UserError } from '@batchmates/errors';
import type { z } from 'zod';

/** Parses options that a pipeline file gave to `what`; throws a `UserError` that names every bad one. */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new UserError({
    code: 'evaluator/options',
    what,
    received: problems.join('; '),
    cause: parsed.error,
  });
}
