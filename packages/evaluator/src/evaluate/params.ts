import { choiceSchema } from '@batchmates/stage';
import { z } from 'zod';
import { testParams } from '../session/params.ts';

/** Params of `evaluator/evaluate`. */
export const evaluateParams = z.strictObject({
  ...testParams,
  protocol: choiceSchema.describe(
    'test protocol or ./my-protocol.ts; with options { kind: standard, statistics: running }',
  ),
});

/** Parsed `evaluateParams`. */
export type EvaluateParams = z.output<typeof evaluateParams>;
