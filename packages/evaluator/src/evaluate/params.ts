import { z } from 'zod';
import { testParams } from '../session/params.ts';

/** Params of `evaluator/evaluate`. */
export const evaluateParams = z.strictObject({
  ...testParams,
  protocol: z.string().describe('how test images are arranged and normalised'),
  options: z.record(z.string(), z.unknown()).default({}).describe("the protocol's own options"),
});
