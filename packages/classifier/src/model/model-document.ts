import { cropSchema } from '@batchmates/augmentation';
import { importRecordSchema, pooledViewsSchema } from '@batchmates/checkpoint';
import { imageShapeSchema } from '@batchmates/dataset';
import { z } from 'zod';

/** Of `model.json`. */
export const SCHEMA_VERSION = 1;

const count = z.number().int().nonnegative();

/** What `model.json` holds. */
export const modelDocumentSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  ...importRecordSchema.shape,
  name: z.string(),
  parameters: count,
  width: count,
  input: imageShapeSchema,
  layout: z.enum(['NCHW', 'NHWC']),
  channelOrder: z.enum(['RGB', 'BGR']),
  answers: z.enum(['logits', 'probabilities']),
  classNames: z.array(z.string()).min(1),
  stored: count.exactOptional(),
  crop: cropSchema,
  normalisation: z.strictObject({ mean: z.array(z.number()), std: z.array(z.number()) }),
  batchNorms: z.array(
    z.strictObject({ name: z.string(), channels: count, statistics: z.enum(['running', 'batch']) }),
  ),
  readsBatch: z.string().exactOptional(),
  populationViews: pooledViewsSchema.exactOptional(),
});
