import { z } from 'zod';
import { countSchema, intervalSchema, shareSchema } from './numbers.ts';

/** Errors among some images, with the 95 % Wilson interval of their rate. */
export const tallySchema = z.strictObject({
  images: countSchema,
  errors: countSchema,
  error: shareSchema,
  interval: intervalSchema,
});

/** Everything counted from one prediction per image. */
export const scoresShape = {
  ...tallySchema.shape,
  /** One entry per class, in the order of `dataset.classNames`. */
  perClass: z.array(z.strictObject({ name: z.string(), ...tallySchema.shape })),
  /** `[true class][predicted class]`, numbers of images. */
  confusion: z.array(z.array(countSchema)),
};

export type Tally = z.infer<typeof tallySchema>;
