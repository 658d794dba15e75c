import { balancedTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { balancedComposition, balancedOptions } from './options.ts';

/**
 * The paper's balanced inference (sections 2 and 3): every test batch has one image of each class and is normalised
 * by its own statistics. An image keeps its batchmates in all views.
 */
export const balanced = defineProtocol({
  name: 'balanced',
  heading: 'Balanced batches',
  order: 40,
  summary: 'batches of one image per class, normalised by their own statistics',
  options: z.strictObject(balancedOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: balancedComposition,
  shuffles: false,
  arrange: ({ labels, classes, seed }, options) => balancedTestBatches({ labels, classes, seed }, options),
});
