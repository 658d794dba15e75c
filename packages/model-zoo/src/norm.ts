import { z } from 'zod';

const epsilon = z.number().positive().default(1e-5).describe('added to variances');

const choice = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('batch'),
    epsilon,
    momentum: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe('weight of the newest batch in running statistics'),
    ghost: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('images of a batch normalised together in training, a divisor of batchSize; absent: all'),
  }),
  z.strictObject({
    kind: z.literal('group'),
    groups: z
      .number()
      .int()
      .positive()
      .default(8)
      .describe('groups of channels; must divide the channels of every stage'),
    epsilon,
  }),
]);

/**
 * The normalisation of a network, a word or an object: `batch` (the paper's batch norm), or `group` (group norm of Wu
 * & He 2018, which sees each image alone: the control whose answers cannot depend on other images of a batch). Batch norm with
 * `ghost: n` takes its statistics in training over groups of n images of a batch (Hoffer, Hubara & Soudry 2017).
 */
export const normSchema = z.union([
  z.enum(['batch', 'group']).transform((kind) => choice.parse({ kind })),
  choice,
]);

/** A choice of normalisation, complete with its numbers. */
export type Norm = z.output<typeof normSchema>;

/** Batch norm with the epsilon and momentum that everybody uses where a paper is silent. */
export const defaultNorm: Norm = choice.parse({ kind: 'batch' });
