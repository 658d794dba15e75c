import { balancedTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { balancedComposition, balancedOptions, rearrangements } from './options.ts';

/**
 * The paper's shuffled balanced inference (section 3.2): as `balanced`, but every view meets other batchmates, and
 * with `rearrangements: k` each view is seen in k arrangements. Averaging thus also averages over batchmates.
 */
export const shuffledBalanced = defineProtocol({
  name: 'shuffled-balanced',
  heading: 'Shuffled balanced',
  order: 50,
  summary: 'balanced batches, arranged anew for every view; probabilities are averaged',
  options: z.strictObject({ ...balancedOptions, rearrangements }),
  statistics: () => 'batch',
  rearrangements: (options) => options.rearrangements,
  composition: balancedComposition,
  shuffles: true,
  arrange({ labels, classes, seed, view, rearrangement }, options) {
    const arrangement = view * options.rearrangements + rearrangement;
    return balancedTestBatches({ labels, classes, seed, arrangement }, options);
  },
});
