import { z } from 'zod';
import { imagenetSourceSchema } from './imagenet-source.ts';

/** Parameters of `ingestion/sample-classes`. */
export const sampleClassesParams = z.strictObject({
  source: imagenetSourceSchema,
  classes: z
    .union([
      z.number().int().min(2),
      z.array(z.string().regex(/^n\d{8}$/, 'a wnid such as n01440764')).min(2),
    ])
    .default(10)
    .describe('how many classes to draw, or their wnids'),
  trainPerClass: z.number().int().positive().default(1300).describe('training images of each class'),
  testPerClass: z.number().int().positive().default(50).describe('test images of each class'),
  onBadImage: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe(
      'what to do with an image of a kind that is not read, or in a place where it belongs to no class',
    ),
  seed: z.number().int().nonnegative().default(0).describe('names the draw of classes and images'),
});

export type SampleClassesParams = z.output<typeof sampleClassesParams>;
