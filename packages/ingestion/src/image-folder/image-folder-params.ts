import { z } from 'zod';
import { maxMegapixels } from '../images/max-megapixels.ts';

/** Parameters of `ingestion/image-folder`. */
export const imageFolderParams = z.strictObject({
  source: z
    .string()
    .describe('folder with <split>/<class>/<image>; relative to the pipeline file or a data folder'),
  size: z
    .number()
    .int()
    .min(8)
    .max(512)
    .default(32)
    .describe('height and width in pixels; the middle square is scaled to it'),
  pad: z.number().int().min(0).max(64).default(4).describe('zero pixels added on each side'),
  maxMegapixels,
  onBadImage: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('what to do with a file that is no usable image, or an image of a kind that is not read'),
});

export type ImageFolderParams = z.output<typeof imageFolderParams>;
