import { balancedTestBatches } from '@batchmates/batching';
import { defineProtocol } from '@batchmates/protocols';
import { z } from 'zod';

/** A test protocol of one's own: balanced batches with two images of every class, so that each class meets itself. */
export default defineProtocol({
  name: 'two-of-each',
  heading: 'Two of each class',
  order: 45,
  summary: 'batches of two images per class, normalised by their own statistics',
  options: z.strictObject({}),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: (_options, { classes }) => ({
    kind: 'balanced',
    samplesPerClass: 2,
    classesPerBatch: classes,
  }),
  shuffles: false,
  arrange: ({ labels, classes, seed }) =>
    balancedTestBatches({ labels, classes, seed }, { samplesPerClass: 2 }),
});
