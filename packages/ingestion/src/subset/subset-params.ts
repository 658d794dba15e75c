import { z } from 'zod';

const images = z.number().int().positive();

/** How many images of each class: the same of all, a number for each class, or exponentially fewer from class to class. */
const perClass = z.union([
  images,
  z.array(images).min(2),
  z.strictObject({
    most: images.describe('images of the first class'),
    imbalance: z
      .number()
      .min(1)
      .describe('how many times as many images the first class has as the last (Cui et al. 2019)'),
  }),
]);

const fraction = z.number().gt(0).lt(1);

const noisySplits = z
  .array(z.string().min(1))
  .min(1)
  .default(['train'])
  .describe('splits whose labels are made wrong');

/** Parameters of `ingestion/subset`. */
export const subsetParams = z.strictObject({
  classes: z
    .union([z.array(z.string().min(1)).min(2), z.number().int().min(2)])
    .optional()
    .describe('names of the classes to keep, in this order, or how many to draw; absent: all'),
  trainPerClass: perClass
    .optional()
    .describe(
      'training images of each class: a number, a list in the order of the classes, or `{ most, imbalance }`; absent: all',
    ),
  testPerClass: perClass
    .optional()
    .describe('test images of each class, said as those of training; absent: all'),
  validation: z
    .strictObject({
      fraction: fraction.describe('share of the training images of each class'),
      as: z
        .enum(['validation', 'test'])
        .default('validation')
        .describe('name of the split: `test` puts it in the place of the test images, which are left out'),
    })
    .optional()
    .describe('cut off the training images, before they are counted by `trainPerClass`'),
  labelNoise: z
    .union([
      z.strictObject({
        fraction: fraction.describe(
          'chance of each label to become that of another class, all equally likely',
        ),
        splits: noisySplits,
      }),
      z.strictObject({
        confusion: z
          .array(z.array(z.number().min(0)))
          .min(2)
          .describe('row `i`, column `j`: chance of an image of class `i` to have label `j`; rows sum to 1'),
        splits: noisySplits,
      }),
    ])
    .optional()
    .describe(
      'wrong labels; the true ones are column `trueLabel` of the shards, and results count errors against both',
    ),
  seed: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('names all draws; smaller subsets lie within larger ones'),
});

export type SubsetParams = z.output<typeof subsetParams>;
