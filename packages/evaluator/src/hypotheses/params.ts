import { z } from 'zod';
import { testParams } from '../session/params.ts';

/** Params of `evaluator/hypotheses`. */
export const hypothesesParams = z.strictObject({
  ...testParams,
  company: z.string().default('train').describe('the split that the other images of each batch come from'),
  rearrangements: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe('sets of other images that every image is put among; probabilities are averaged'),
});

/** Parsed `hypothesesParams`. */
export type HypothesesParams = z.output<typeof hypothesesParams>;
