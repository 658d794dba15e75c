import { z } from 'zod';
import { balancedPlan } from '../balanced-plan.ts';
import { planError, remainderSchema, sharedOptions } from '../options.ts';
import { sliceForRank } from '../rank.ts';
import { defineStrategy } from '../strategy.ts';

/**
 * The paper's balanced batches (section 2): `samplesPerClass` images of every class, or of `classesPerBatch`
 * classes drawn anew for each batch. With `groupsPerBatch` a batch is so many such groups, one after the other: ghost batch norm
 * over as many images as a group has (`norm: { kind: batch, ghost: n }`) then sees balanced batches. Images are reshuffled within their classes every epoch, so that no image
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
    groupsPerBatch: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'balanced groups in a batch, one after the other, for norm: { kind: batch, ghost: n }; absent: 1',
      ),
    remainder: remainderSchema.default('wrap'),
  }),
  composition: ({ samplesPerClass, classesPerBatch, groupsPerBatch = 1 }, { classes }) => ({
    kind: 'balanced',
    samplesPerClass,
    classesPerBatch: classesPerBatch ?? classes,
    ...(groupsPerBatch > 1 && { groupsPerBatch }),
  }),
  plan(request, options) {
    const { samplesPerClass, classesPerBatch = request.classes, groupsPerBatch = 1 } = options;
    const { batchSize } = request;
    const whole = samplesPerClass * classesPerBatch * groupsPerBatch;
    if (batchSize !== whole) {
      const groups = groupsPerBatch > 1 ? `, ${groupsPerBatch} groups` : '';
      throw planError('option batchSize under balanced batching', {
        expected: `${whole} (${samplesPerClass} per class, ${classesPerBatch} classes${groups})`,
        received: String(batchSize),
        remedy: `change batchSize, samplesPerClass${groups === '' ? ' or classesPerBatch' : ', classesPerBatch or groupsPerBatch'}`,
      });
    }
    const plan = balancedPlan(
      { ...request, key: ['batching/balanced', request.epoch] },
      {
        samplesPerClass,
        classesPerBatch,
        groupsPerBatch,
        remainder: options.remainder,
      },
    );
    return sliceForRank(plan, options);
  },
});
