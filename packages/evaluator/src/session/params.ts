import { viewSetSchema } from '@batchmates/augmentation';
import { threadsSchema } from '@batchmates/engine';
import * as protocols from '@batchmates/protocols';
import { z } from 'zod';

/** Params of every stage that runs a network. */
export const engineParams = {
  engine: z.string().default('auto').describe('engine that runs the network; auto: the first usable one'),
  precision: z.enum(['auto', 'f32', 'bf16']).default('auto').describe('arithmetic of activations'),
  threads: threadsSchema.describe(
    'threads of the engine, at most one per core; stages of one thread run side by side',
  ),
};

/** Whether a view set holds mirror images. */
export const flipParam = z
  .boolean()
  .optional()
  .describe(
    'whether view sets hold mirror images; absent: as training flipped or did not (imported networks: no)',
  );

/** In which views images are predicted. */
export const viewParams = {
  views: viewSetSchema.default('center').describe('test-time views whose probabilities are averaged'),
  flip: flipParam,
};

/** Params of every stage that predicts test images. */
export const testParams = {
  ...engineParams,
  split: z.string().default('test').describe('the split whose images are predicted'),
  ...viewParams,
  seed: z.number().int().default(0).describe('names the arrangement of the test images'),
};

/** Which fixed statistics stand for the training set. */
export const fixedStatistics = protocols.fixedStatistics.describe(
  'statistics of standard inference: averages seen in training, or pooled by evaluator/calibrate',
);

/** Parsed `engineParams`. */
export type EngineParams = z.output<z.ZodObject<typeof engineParams>>;

/** Parsed `testParams`. */
export type TestParams = z.output<z.ZodObject<typeof testParams>>;
