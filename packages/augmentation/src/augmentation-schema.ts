import { z } from 'zod';

const range = (low: number, high: number) =>
  z
    .tuple([z.number().positive(), z.number().positive()])
    .refine(([least, most]) => least <= most, { error: 'expected [least, most]' })
    .default([low, high]);

const shared = {
  flip: z
    .boolean()
    .default(true)
    .describe('mirror half of the images left to right; false where that changes the class (letters)'),
  colour: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'standard deviation of the PCA colour shift (Krizhevsky et al. 2012), in units of colourBy; 0: none',
    ),
  colourBy: z
    .enum(['deviation', 'eigenvalue'])
    .optional()
    .describe(
      "what the shift along a component is multiplied by: the data's standard deviation there (when absent), or its eigenvalue, as Krizhevsky et al. print it",
    ),
};

/**
 * How training images vary from epoch to epoch:
 *
 * - `none`: the central crop, always the same;
 * - `scale-crop` (the paper's CIFAR experiments): a crop at a random place of the image enlarged by a random factor;
 * - `inception-crop` (Szegedy et al. 2015, the paper's ImageNet experiments): a rectangle of random area and aspect,
 *   stretched to the network's input.
 *
 * The last two also flip and shift colours.
 */
export const augmentationSchema = z.union([
  z.literal('none'),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('scale-crop'),
    scale: range(0.9, 1.1).describe('least and most enlargement; the crop never leaves the image'),
    ...shared,
  }),
  z.strictObject({
    kind: z.literal('inception-crop'),
    area: range(0.08, 1).describe('least and most share of the image area, 0-1'),
    aspect: range(3 / 4, 4 / 3).describe('least and most width over height'),
    ...shared,
  }),
]);

/** A choice of augmentation, complete with its numbers. */
export type Augmentation = z.output<typeof augmentationSchema>;
