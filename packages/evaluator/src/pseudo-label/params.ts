import { z } from 'zod';
import { fixedStatistics, testParams } from '../session/params.ts';

/** Params of `evaluator/pseudo-label`. */
export const pseudoLabelParams = z.strictObject({
  ...testParams,
  rounds: z.number().int().positive().default(20).describe('rounds at most; a fixed point ends them earlier'),
  start: z
    .enum(['standard', 'true-labels'])
    .default('standard')
    .describe('labels of round 0: guessed by standard inference, or the truth (the upper bound)'),
  update: z
    .enum(['all', 'confident'])
    .default('all')
    .describe('which predictions become labels: all, or those of at least `confidence`'),
  confidence: z.number().min(0).max(1).default(0.9).describe('least probability that `confident` takes'),
  statistics: fixedStatistics,
});
