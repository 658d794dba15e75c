import type { Composition } from '@batchmates/batching';
import { z } from 'zod';

const count = z.number().int().positive();

/** Which fixed statistics stand for the training set. */
export const fixedStatistics = z
  .enum(['running', 'population'])
  .default('population')
  .describe('exponential averages seen in training, or pooled by evaluator/calibrate');

/** Standard inference, in which images do not meet. */
export const standardOptions = {
  statistics: fixedStatistics,
  batchSize: count.default(50).describe('images per forward pass; changes speed, not answers'),
};

/** Composition of a balanced test batch; it should be the one the network was trained on. */
export const balancedOptions = {
  samplesPerClass: count.default(1).describe('images of each class in a batch'),
  classesPerBatch: count.optional().describe('classes that meet in a batch; absent: all of them'),
};

/** What a balanced test batch is composed of. */
export function balancedComposition(
  { samplesPerClass, classesPerBatch }: { samplesPerClass: number; classesPerBatch?: number | undefined },
  { classes }: { readonly classes: number },
): Composition {
  return { kind: 'balanced', samplesPerClass, classesPerBatch: classesPerBatch ?? classes };
}

/** Size of a test batch that is not composed by class. */
export const sizeOptions = {
  batchSize: count.optional().describe('images per batch; absent: the number of classes'),
};

/** Composition of a grouped test batch. */
export const groupedOptions = {
  classes: count.optional().describe('P: classes that meet in a batch; absent: all of the data set'),
  samples: count.default(1).describe('K: images of each of them'),
};

/** Composition of a test batch that is balanced but for some classes. */
export const imbalancedOptions = {
  samplesPerClass: count.default(1).describe('images of each class that is neither missing nor doubled'),
  missing: z.number().int().nonnegative().default(1).describe('classes of which a batch has no image'),
  doubled: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('classes of which a batch has twice as many images'),
};

/** Passes over the images, each in a new arrangement. */
export const rearrangements = count.default(1).describe('arrangements averaged in each view');
