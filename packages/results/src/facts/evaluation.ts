import { compositionSchema } from '@batchmates/batching';
import { z } from 'zod';
import { factsShape, statisticsSchema, viewsSchema } from './facts.ts';
import { countSchema } from './numbers.ts';

/** How images were tested, as the protocol declares it. Readers decide by these facts, never by the name. */
export const protocolSchema = z.strictObject({
  name: z.string(),
  /** Heading of its column in tables, and the column's place among the others, smallest first. */
  heading: z.string(),
  order: z.number(),
  options: z.record(z.string(), z.unknown()),
  statistics: statisticsSchema,
  /** Which images were in a batch together. */
  composition: compositionSchema,
  /** Whether every view and rearrangement put an image among others. */
  shuffles: z.boolean(),
  /** Arrangements of the images averaged in each view. */
  rearrangements: countSchema,
  /** How probabilities became answers; `null`: the most probable class. */
  decision: z.string().nullable(),
});

/** Facts of `evaluator/evaluate`: `predictions.arrow` beside them has one row per image of the split. */
export const evaluationSchema = z.strictObject({
  kind: z.literal('evaluation'),
  ...factsShape,
  views: viewsSchema,
  protocol: protocolSchema,
});

export type ProtocolFacts = z.infer<typeof protocolSchema>;
export type EvaluationFacts = z.infer<typeof evaluationSchema>;
