import { viewSetSchema } from '@batchmates/augmentation';
import { choiceSchema } from '@batchmates/stage';
import { z } from 'zod';
import { engineParams, flipParam } from '../session/params.ts';

/** Params of `evaluator/calibrate`. */
export const calibrateParams = z.strictObject({
  ...engineParams,
  split: z.string().default('train').describe('the split that is pooled over'),
  images: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('pool over about so many images (each in every view), to save time; absent: the whole split'),
  views: z
    .enum([...viewSetSchema.options, 'augmented'])
    .default('center')
    .describe(
      'what is seen of an image: every view of the set that it is tested with, or a crop augmented as in training',
    ),
  flip: flipParam,
  batching: choiceSchema
    .optional()
    .describe(
      'batching strategy of the batches pooled, as in trainer/train; absent: as in training; imported networks need it',
    ),
  batchSize: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('absent: as in training; imported networks need it'),
  seed: z.number().int().default(0).describe('names the order of the images'),
});
