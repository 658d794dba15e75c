import { z } from 'zod';
import { engineParams, fixedStatistics, viewParams } from '../session/params.ts';

const count = z.number().int().positive();

/** Params of `evaluator/circulate`. */
export const circulateParams = z.strictObject({
  ...engineParams,
  split: z.string().default('test').describe('the split whose images are circulated'),
  ...viewParams,
  seed: z.number().int().default(0).describe('names the choice of batches and probes'),
  statistics: fixedStatistics,
  confidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe('least probability of its own class for an image of a confident batch and for a strong image'),
  whenUnsure: z
    .enum(['relax', 'fail'])
    .default('relax')
    .describe('when no batch is that sure: take the surest there are and record how sure, or fail'),
  batches: count.default(5).describe('confident batches wanted'),
  batchesPerProbe: count.default(1).describe('confident batches that each probe goes through'),
  probes: count.optional().describe('weak images at most, to save time; absent: every misclassified one'),
  examples: count.default(1).describe('grids of each kind'),
});
