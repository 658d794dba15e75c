import { z } from 'zod';
import { balancedPlan } from '../balanced-plan.ts';
import { planError, remainderSchema, sharedOptions } from '../options.ts';
import { sliceForRank } from '../rank.ts';
import { defineStrategy } from '../strategy.ts';

/**
 * The paper's balanced batches (section 2): `samplesPerClass` images of every class, or of `classesPerBatch`
 * classes drawn anew for each batch. Images are reshuffled within their classes every epoch, so that no image
 * keeps its batchmates.
 */
export const balanced = defineStrategy({
  name: 'balanced',
  summary: 'samplesPerClass images of each class in every batch, reshuffled within classes every epoch',
  options: z.strictObject({
    ...sharedOptions,
    samplesPerClass: z.number().int().positive().default(1).describe('images of each class in a batch'),
    classesPerBatch: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('classes that meet in a batch; absent: all of them'),
    remainder: remainderSchema.default('wrap'),
  }),
  composition: ({ samplesPerClass, classesPerBatch }, { classes }) => ({
    kind: 'balanced',
    samplesPerClass,
    classesPerBatch: classesPerBatch ?? classes,
  }),
  plan(request, options) {
    const { samplesPerClass, classesPerBatch = request.classes } = options;
    const { batchSize } = request;
    if (batchSize !== samplesPerClass * classesPerBatch) {
      throw planError('option batchSize under balanced batching', {
        expected: `${samplesPerClass * classesPerBatch} (${samplesPerClass} per class, ${classesPerBatch} classes)`,
        received: String(batchSize),
        remedy: 'change batchSize, samplesPerClass or classesPerBatch',
      });
    }
    const plan = balancedPlan(
      { ...request, key: ['batching/balanced', request.epoch] },
      {
        samplesPerClass,
        classesPerBatch,
        remainder: options.remainder,
      },
    );
    return sliceForRank(plan, options);
  },
});
