import { sortedTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { sizeOptions } from './options.ts';

/**
 * Class after class, in the order of the data set within each, cut into batches that are normalised by their own statistics: the
 * opposite of `balanced`: a batch holds few classes.
 */
export const sorted = defineProtocol({
  name: 'sorted',
  heading: 'Sorted by class',
  order: 100,
  summary: 'batches of images sorted by class, normalised by their own statistics',
  options: z.strictObject(sizeOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: () => ({ kind: 'sorted' }),
  shuffles: false,
  arrange: ({ labels, classes }, { batchSize = classes }) =>
    sortedTestBatches({ labels, classes }, { batchSize }),
});
