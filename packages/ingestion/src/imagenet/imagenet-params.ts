import { z } from 'zod';
import { maxMegapixels } from '../images/max-megapixels.ts';
import { imagenetSourceSchema } from './imagenet-source.ts';

/** Parameters of `ingestion/imagenet`. */
export const imagenetParams = z.strictObject({
  source: imagenetSourceSchema,
  sample: z
    .string()
    .optional()
    .describe('a sample.json, when no ingestion/sample-classes stage is connected'),
  size: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .nullable()
    .default(256)
    .describe('shorter side in pixels; null keeps the size'),
  store: z
    .enum(['jpeg', 'raw'])
    .default('jpeg')
    .describe('`jpeg`: re-encoded, whole image; `raw`: the middle square, size by size, uncompressed'),
  quality: z.number().int().min(1).max(100).default(90).describe('of the JPEGs'),
  pad: z.number().int().min(0).max(64).default(0).describe('zero pixels added on each side of raw images'),
  maxMegapixels,
  onBadImage: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('what to do with a file that is no usable image'),
});

export type ImagenetParams = z.output<typeof imagenetParams>;
