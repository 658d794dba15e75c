import { z } from 'zod';
import { maxMegapixels } from '../images/max-megapixels.ts';

/** Parameters of `ingestion/image-folder`. */
export const imageFolderParams = z
  .strictObject({
    source: z
      .string()
      .describe('folder with <split>/<class>/<image>; relative to the pipeline file or a data folder'),
    split: z
      .enum(['train', 'test'])
      .optional()
      .describe('which split the folder itself is, as <class>/<image>; absent: it has a folder for each'),
    order: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a table (CSV, npz, Arrow, Parquet) with a column id of <class>/<image>: the order of the test images; absent: by class and name',
      ),
    size: z
      .number()
      .int()
      .min(8)
      .max(512)
      .default(32)
      .describe('height and width in pixels; the middle square is scaled to it'),
    channels: z
      .union([z.literal(3), z.literal(1)])
      .optional()
      .describe(
        '1: grey, the weighted mean of red, green and blue (ITU-R 601, as Pillow has it); absent: 3, these',
      ),
    pad: z.number().int().min(0).max(64).default(4).describe('zero pixels added on each side'),
    maxMegapixels,
    onBadImage: z
      .enum(['fail', 'skip'])
      .default('fail')
      .describe('what to do with a file that is no usable image, or an image of a kind that is not read'),
  })
  .refine(({ split, order }) => split !== 'train' || order === undefined, {
    message: 'order is that of test images, and split: train has none',
    path: ['order'],
  });

export type ImageFolderParams = z.output<typeof imageFolderParams>;
