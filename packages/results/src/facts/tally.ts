import { z } from 'zod';
import { countSchema, intervalSchema, shareSchema } from './numbers.ts';

/** Errors among some images, with the 95 % Wilson interval of their rate. */
export const tallySchema = z.strictObject({
  images: countSchema,
  errors: countSchema,
  error: shareSchema,
  interval: intervalSchema,
});

export type Tally = z.infer<typeof tallySchema>;
