import { choiceSchema } from '@batchmates/stage';
import { z } from 'zod';
import { fixedStatistics, testParams } from '../session/params.ts';

const count = z.number().int().positive();

const sizes =
  'test protocol; of the options that are not given, sizes are chosen so that batches have batchSize images';

/** Params of `evaluator/audit`. */
export const auditParams = z.strictObject({
  ...testParams,
  batchSize: z
    .number()
    .int()
    .min(2)
    .describe(
      'images in a batch: those of training, for smaller batches cost accuracy whatever the network has learnt',
    ),
  statistics: fixedStatistics,
  measuredAs: choiceSchema
    .prefault('balanced')
    .describe(`how images meet when the error is measured: ${sizes}`),
  servedAs: choiceSchema.prefault('standard').describe(`how images meet when the network is used: ${sizes}`),
  trainedOn: choiceSchema
    .optional()
    .describe(`how images met in training, which is measured too: ${sizes}; absent: as measuredAs`),
  arrangements: z
    .number()
    .int()
    .min(4)
    .default(4)
    .describe('arrangements of every protocol that draws them, seeds seed, seed + 1, ...'),
  attribution: z
    .union([
      z.literal(false),
      z.strictObject({
        images: count
          .optional()
          .describe(
            'images of the sample, at least two batches; absent: 1000, fewer where a network has more than 10 batch norms',
          ),
      }),
    ])
    .prefault({})
    .describe(
      'each batch norm by itself on the statistics of the batch, and all others, on a sample; false: layers are not compared',
    ),
  images: count
    .optional()
    .describe('images at most, a sample that keeps the shares of the classes; absent: all'),
});

/** Parsed `auditParams`. */
export type AuditParams = z.output<typeof auditParams>;
