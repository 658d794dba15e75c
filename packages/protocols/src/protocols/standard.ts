import { testBatchesInOrder } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { standardOptions } from './options.ts';

/**
 * Standard inference: fixed statistics, so that no image's answer depends on its batchmates and batches are only a matter
 * of speed. The paper's tables use the statistics of the whole training set (`population`), its curves running averages.
 */
export const standard = defineProtocol({
  name: 'standard',
  heading: 'Standard',
  order: 10,
  summary: 'single images, normalised by fixed statistics of the training set',
  options: z.strictObject(standardOptions),
  statistics: (options) => options.statistics,
  rearrangements: () => 1,
  composition: () => ({ kind: 'single' }),
  shuffles: false,
  arrange: ({ labels }, { batchSize }) => testBatchesInOrder(labels.length, { batchSize }),
});
