import { defineStrategy } from '@batchmates/batching';
import { randomStream, shuffle } from '@batchmates/random';
import { z } from 'zod';

/**
 * The opposite of balanced batches: all images of a batch are of one class. A pure function of its arguments; images
 * that fill no batch of their class are left out of the epoch.
 */
export default defineStrategy({
  name: 'one-class',
  summary: 'every batch holds images of a single class, batches in random order',
  options: z.strictObject({}),
  composition: () => ({ kind: 'other', description: 'one class per batch' }),
  plan({ labels, classes, batchSize, seed, epoch }) {
    const batches: number[][] = [];
    for (let label = 0; label < classes; label++) {
      const images = [...labels.keys()].filter((image) => labels[image] === label);
      shuffle(images, randomStream(seed, 'one-class', epoch, label));
      for (let start = 0; start + batchSize <= images.length; start += batchSize) {
        batches.push(images.slice(start, start + batchSize));
      }
    }
    shuffle(batches, randomStream(seed, 'one-class', epoch));
    return {
      indices: Uint32Array.from(batches.flat()),
      offsets: Uint32Array.from({ length: batches.length + 1 }, (_, batch) => batch * batchSize),
    };
  },
});
