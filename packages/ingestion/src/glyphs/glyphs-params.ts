import { z } from 'zod';
import { difficultySchema } from './difficulty.ts';

/** Parameters of `ingestion/glyphs`. */
export const glyphsParams = z.strictObject({
  letters: z
    .string()
    .regex(/^[A-Za-z0-9]{2,}$/, 'two or more letters of the Latin alphabet or digits')
    .refine((letters) => new Set(letters).size === letters.length, 'each letter once')
    .default('ABCDEFGHIJ')
    .describe('the classes: each letter is one'),
  trainPerClass: z.number().int().positive().default(500).describe('training images of each class'),
  testPerClass: z.number().int().positive().default(200).describe('test images of each class'),
  seed: z.number().int().nonnegative().default(0).describe('names the images that are drawn'),
  difficulty: difficultySchema.prefault({}).describe('how hard the letters are to read'),
  pad: z.number().int().min(0).max(32).default(4).describe('zero pixels added on each side'),
});

export type GlyphsParams = z.output<typeof glyphsParams>;
