import { UserError } from '@batchmates/errors';
import { z } from 'zod';

/** What becomes of images that do not fill a last batch. */
export const remainderSchema = z
  .enum(['drop', 'wrap', 'error'])
  .describe('images that fill no batch: left out (drop), joined by images drawn again (wrap), or an error');

export type Remainder = z.infer<typeof remainderSchema>;

/** Options of every built-in strategy. */
export const sharedOptions = {
  rank: z.number().int().nonnegative().default(0).describe('which of `world` processes this plan is for'),
  world: z.number().int().positive().default(1).describe('processes that share the batches of an epoch'),
};

/** A mistake in a plan's arguments. */
export function planError(
  what: string,
  parts: { expected: string; received?: string; remedy?: string },
): UserError {
  return new UserError({ code: 'batching/options', what, ...parts });
}
