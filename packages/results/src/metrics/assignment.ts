import { z } from 'zod';
import { factsShape, statisticsSchema, viewsSchema } from './facts.ts';
import { scoresShape, tallySchema } from './scores.ts';

/** Metrics of `evaluator/assignment`: standard inference, then one-to-one assignment within balanced batches. */
export const assignmentSchema = z.strictObject({
  kind: z.literal('assignment'),
  ...factsShape,
  statistics: statisticsSchema,
  views: viewsSchema,
  ...scoresShape,
  /** The same predictions before assignment. */
  standard: tallySchema,
});

export type AssignmentMetrics = z.infer<typeof assignmentSchema>;
