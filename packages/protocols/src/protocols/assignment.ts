import type { BatchPlan } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol, type ArrangeRequest } from '../protocol.ts';
import { balanced } from './balanced.ts';
import { balancedComposition, balancedOptions, standardOptions } from './options.ts';
import { standard } from './standard.ts';

const options = z.strictObject({ ...standardOptions, ...balancedOptions });
type Options = z.output<typeof options>;

/**
 * A baseline that the paper lacks: standard inference of every image by itself, then, in each balanced batch, the best
 * one-to-one assignment of images to classes. It knows what a balanced batch tells, that classes are distinct, and uses
 * it outside the network; batch norm's gain is to be read beside it. Batches are those of protocol `balanced` with the
 * same seed, so that the two compare image by image.
 */
export const assignment = defineProtocol({
  name: 'assignment',
  heading: 'Assignment',
  order: 70,
  summary: 'standard inference, then the best one-to-one assignment of balanced batches to classes',
  options,
  statistics: standard.statistics,
  rearrangements: () => 1,
  composition: balancedComposition,
  shuffles: false,
  arrange(request, options) {
    // Planned only to fail before any inference when a class has no image.
    balancedBatches(request, options);
    return standard.arrange(request, options);
  },
  decision: {
    name: 'one-to-one assignment',
    async decide({ probabilities, ...request }, options) {
      // Loading it takes 80 ms, and every command imports this package.
      const { assignClasses } = await import('../assign-classes.ts');
      const { classes } = request;
      return assignClasses(balancedBatches(request, options), { probabilities, classes }, options);
    },
  },
});

function balancedBatches(
  request: Pick<ArrangeRequest, 'labels' | 'classes' | 'seed'>,
  options: Options,
): BatchPlan {
  return balanced.arrange({ ...request, view: 0, rearrangement: 0 }, options);
}
