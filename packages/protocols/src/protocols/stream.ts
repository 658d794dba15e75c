import { streamTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { sizeOptions } from './options.ts';

/**
 * The order of the data set, cut into batches that are normalised by their own statistics: a test in an order of one's own, such as
 * that in which images were taken.
 */
export const stream = defineProtocol({
  name: 'stream',
  heading: 'Data set order',
  order: 90,
  summary: 'batches in the order of the data set, normalised by their own statistics',
  options: z.strictObject(sizeOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: () => ({ kind: 'ordered' }),
  shuffles: false,
  arrange: ({ labels, classes }, { batchSize = classes }) => streamTestBatches(labels.length, { batchSize }),
});
