import { z } from 'zod';

/** Sums over the steps of one epoch so far. */
export const epochSumsSchema = z.strictObject({
  steps: z.number().int().min(0),
  images: z.number().int().min(0),
  /** Of the losses of the steps, each a mean over its batch, in nats. */
  losses: z.number(),
  /** Images that were answered wrongly. */
  errors: z.number().int().min(0),
  /** Of the last step. */
  learningRate: z.number(),
});

export type EpochSums = z.output<typeof epochSumsSchema>;

export const noSteps: EpochSums = { steps: 0, images: 0, losses: 0, errors: 0, learningRate: 0 };
