import { imbalancedTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { imbalancedOptions } from './options.ts';

/**
 * Batches that are balanced but for some classes, normalised by their own statistics: how much of the gain of `balanced` is left when a batch lacks
 * classes or has too many images of some? `missing: 1, doubled: 1` puts an image of another class in the place of one class, so that batches are as large
 * as balanced ones. An image keeps its batchmates in all views.
 */
export const imbalanced = defineProtocol({
  name: 'imbalanced',
  heading: 'Imbalanced batches',
  order: 55,
  summary: 'balanced batches in which some classes are missing or have twice as many images',
  options: z.strictObject(imbalancedOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: ({ missing, doubled }) => ({
    kind: 'other',
    description: `balanced but for ${missing} missing and ${doubled} doubled classes`,
  }),
  shuffles: false,
  arrange: ({ labels, classes, seed }, options) => imbalancedTestBatches({ labels, classes, seed }, options),
});
