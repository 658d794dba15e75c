import { z } from 'zod';
import { cutInOrder } from '../in-order.ts';
import { remainderSchema, sharedOptions } from '../options.ts';
import { sliceForRank } from '../rank.ts';
import { defineStrategy } from '../strategy.ts';

/** Images in the order of the data set, every epoch alike. */
export const sequential = defineStrategy({
  name: 'sequential',
  summary: 'images in the order of the data set, every epoch alike',
  options: z.strictObject({ ...sharedOptions, remainder: remainderSchema.default('drop') }),
  composition: () => ({ kind: 'ordered' }),
  plan: ({ labels, batchSize }, options) =>
    sliceForRank(
      cutInOrder(
        labels.map((_, image) => image),
        { ...options, batchSize },
      ),
      options,
    ),
});
