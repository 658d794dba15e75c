import { defineStrategy, planOf } from '@batchmates/batching';
import { randomStream, shuffle } from '@batchmates/random';
import { z } from 'zod';

/** Images that follow one another in the data set stay together, in blocks whose order is another in every epoch. */
export default defineStrategy({
  name: 'new-strategy',
  summary: 'blocks of images that follow one another, in another order every epoch',
  // What may stand beside `kind` in the pipeline file.
  options: z.strictObject({
    block: z.number().int().positive().default(2).describe('images that stay together'),
  }),
  composition: ({ block }) => ({ kind: 'other', description: `blocks of ${block} neighbours` }),
  // A pure function of its arguments: the same seed and epoch give the same batches.
  plan({ labels, batchSize, seed, epoch }, { block }) {
    const all = [...labels.keys()];
    const blocks: number[][] = [];
    for (let first = 0; first < all.length; first += block) {
      blocks.push(all.slice(first, first + block));
    }
    const images = shuffle(blocks, randomStream(seed, 'new-strategy', epoch)).flat();
    const batches: number[][] = [];
    // Images that fill no batch are left out of the epoch.
    for (let first = 0; first + batchSize <= images.length; first += batchSize) {
      batches.push(images.slice(first, first + batchSize));
    }
    return planOf(batches.map((batch) => batch.map((image) => ({ image, counts: true }))));
  },
});
