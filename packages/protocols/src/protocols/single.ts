import { testBatchesInOrder } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';

/**
 * Every image alone, normalised by its own statistics: what batch statistics are worth without any batchmate. A batch norm that
 * sees one pixel has a single value per channel then, whose variance is 0; an engine refuses it (`engine/one-value`).
 */
export const single = defineProtocol({
  name: 'single',
  heading: 'Single images',
  order: 80,
  summary: 'every image alone, normalised by its own statistics',
  options: z.strictObject({}),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: () => ({ kind: 'single' }),
  shuffles: false,
  arrange: ({ labels }) => testBatchesInOrder(labels.length, { batchSize: 1 }),
});
