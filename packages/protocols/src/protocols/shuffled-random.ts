import { randomTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { sizeOptions, rearrangements } from './options.ts';

/**
 * The control of `shuffled-balanced`: random batches, drawn anew for every view. It tells how much of the gain is
 * merely the average over many batches.
 */
export const shuffledRandom = defineProtocol({
  name: 'shuffled-random',
  heading: 'Shuffled random',
  order: 30,
  summary: 'random batches, drawn anew for every view: the control of shuffled-balanced',
  options: z.strictObject({ ...sizeOptions, rearrangements }),
  statistics: () => 'batch',
  rearrangements: (options) => options.rearrangements,
  composition: () => ({ kind: 'random' }),
  shuffles: true,
  arrange({ labels, classes, seed, view, rearrangement }, options) {
    const arrangement = view * options.rearrangements + rearrangement;
    return randomTestBatches(
      { labels, classes, seed, arrangement },
      { batchSize: options.batchSize ?? classes },
    );
  },
});
