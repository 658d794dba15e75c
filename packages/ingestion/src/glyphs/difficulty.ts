import { z } from 'zod';

/** How hard the letters are to read. */
export const difficultySchema = z.strictObject({
  distortion: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('of size, slant, rotation, proportions and position'),
  clutter: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('shapes and strange letters behind, thin strokes in front'),
  contrast: z
    .number()
    .min(0.02)
    // Of a ground of middling lightness nothing but black and white is 0.5 apart.
    .max(0.45)
    .default(0.2)
    .describe('least difference in lightness of letter and ground'),
  blur: z.number().min(0).max(3).default(0.9).describe('largest standard deviation of the blur, in pixels'),
  noise: z
    .number()
    .min(0)
    .max(64)
    .default(8)
    .describe('standard deviation of the noise, in grey levels of 255'),
});

export type Difficulty = z.output<typeof difficultySchema>;
