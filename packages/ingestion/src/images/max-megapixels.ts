import { z } from 'zod';

/** The param `maxMegapixels` of stages that read images. */
export const maxMegapixels = z
  .number()
  .positive()
  .max(1000)
  .default(100)
  .describe('an image of more million pixels is a bad image: it may be made to take all memory');
