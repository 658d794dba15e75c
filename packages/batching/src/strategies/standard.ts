import { randomStream, shuffle } from '@batchmates/random';
import { z } from 'zod';
import { cutInOrder } from '../in-order.ts';
import { remainderSchema, sharedOptions } from '../options.ts';
import { sliceForRank } from '../rank.ts';
import { defineStrategy } from '../strategy.ts';

/** Images shuffled anew every epoch, whatever their classes: the usual mini-batches. */
export const standard = defineStrategy({
  name: 'standard',
  summary: 'images shuffled anew every epoch, whatever their classes',
  options: z.strictObject({ ...sharedOptions, remainder: remainderSchema.default('drop') }),
  composition: () => ({ kind: 'random' }),
  plan({ labels, batchSize, seed, epoch }, options) {
    const order = Uint32Array.from(labels, (_, image) => image);
    shuffle(order, randomStream(seed, 'batching/standard', epoch));
    return sliceForRank(cutInOrder(order, { ...options, batchSize }), options);
  },
});
