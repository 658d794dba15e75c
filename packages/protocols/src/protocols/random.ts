import { randomTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { sizeOptions } from './options.ts';

/**
 * The control of `balanced`: batches of the same size, drawn at random whatever the classes, normalised by their
 * own statistics. What `balanced` gains over it is due to balance, not to batch statistics as such.
 */
export const random = defineProtocol({
  name: 'random',
  heading: 'Random batches',
  order: 20,
  summary: 'random batches, normalised by their own statistics: the control of balanced',
  options: z.strictObject(sizeOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: () => ({ kind: 'random' }),
  shuffles: false,
  arrange: ({ labels, classes, seed }, { batchSize = classes }) =>
    randomTestBatches({ labels, classes, seed }, { batchSize }),
});
