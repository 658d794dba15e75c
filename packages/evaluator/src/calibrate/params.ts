import { choiceSchema } from '@batchmates/stage';
import { z } from 'zod';
import { engineParams } from '../session/params.ts';

/** Params of `evaluator/calibrate`. */
export const calibrateParams = z.strictObject({
  ...engineParams,
  split: z.string().default('train').describe('the split that is pooled over'),
  images: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('pool over about so many images, to save time; absent: the whole split'),
  crops: z
    .enum(['center', 'augmented'])
    .default('center')
    .describe('what is seen of an image: its central crop, or a crop augmented as in training'),
  batching: choiceSchema
    .optional()
    .describe('batching strategy of the batches pooled, as in trainer/train; absent: as in training'),
  batchSize: z.number().int().positive().optional().describe('absent: as in training'),
  seed: z.number().int().default(0).describe('names the order of the images'),
});
