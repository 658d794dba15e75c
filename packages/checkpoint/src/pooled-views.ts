import { viewSetSchema } from '@batchmates/augmentation';
import { z } from 'zod';

/** What population statistics have seen of each image: every view of a set, or one crop augmented as in training. */
export const pooledViewsSchema = z.strictObject({
  views: z.enum([...viewSetSchema.options, 'augmented']),
  /** Whether the set held mirror images. */
  flip: z.boolean(),
});

export type PooledViews = z.output<typeof pooledViewsSchema>;
