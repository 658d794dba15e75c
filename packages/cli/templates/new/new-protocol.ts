import { planOf } from '@batchmates/batching';
import { defineProtocol } from '@batchmates/protocols';
import { z } from 'zod';

/** Images of a batch are as far from each other in the order of the test images as they can be. */
export default defineProtocol({
  name: 'new-protocol',
  // How results under it are headed in tables, and at which place: built-in protocols have 10, 20, ...
  heading: 'Far apart',
  order: 45,
  summary: 'batches of images that are far apart in the split, normalised by their own statistics',
  // What may stand beside `kind` in the pipeline file.
  options: z.strictObject({
    batchSize: z.number().int().positive().default(10).describe('images in a batch'),
  }),
  // `batch`: images meet in the statistics of their batch. `running` and `population` are fixed.
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: () => ({ kind: 'other', description: 'far apart in the split' }),
  shuffles: false,
  // Every image counts exactly once.
  arrange({ labels }, { batchSize }) {
    const batches = Math.ceil(labels.length / batchSize);
    const places = [...labels.keys()].map((image) => ({ image, counts: true }));
    return planOf(
      Array.from({ length: batches }, (_, batch) => places.filter(({ image }) => image % batches === batch)),
    );
  },
});
