import { z } from 'zod';
import { factsShape, statisticsSchema, viewsSchema } from './facts.ts';
import { countSchema, shareSchema } from './numbers.ts';
import { tallySchema } from './tally.ts';

/** One round of pseudo-labelling (Section 5, Figure 6). */
export const pseudoLabelRoundSchema = z.strictObject({
  /** 0 is the start: the labels before any balanced inference. */
  round: countSchema,
  /** Of this round's predictions. */
  ...tallySchema.shape,
  /** Wrong labels after this round's update; they arrange the next round. */
  labelErrors: countSchema,
  /** Labels changed by this round, and of those how many from wrong to right and from right to wrong. */
  changed: countSchema,
  better: countSchema,
  worse: countSchema,
  /** Images put into a second batch of this round to fill it; their second predictions are not counted. */
  repeated: countSchema,
});

/** Facts of `evaluator/pseudo-label`; `predictions.arrow` beside them is of the last round. */
export const pseudoLabelSchema = z.strictObject({
  kind: z.literal('pseudo-label'),
  ...factsShape,
  start: z.enum(['standard', 'true-labels']),
  update: z.enum(['all', 'confident']),
  /** Least probability at which `update: confident` takes a new label. */
  confidence: shareSchema,
  /** Statistics of the standard inference that gave round 0 its labels. */
  startStatistics: statisticsSchema,
  views: viewsSchema,
  images: countSchema,
  rounds: z.array(pseudoLabelRoundSchema),
  /** Whether it ended before the last round because no label changed any more. */
  fixedPoint: z.boolean(),
});

export type PseudoLabelFacts = z.infer<typeof pseudoLabelSchema>;
export type PseudoLabelRound = z.infer<typeof pseudoLabelRoundSchema>;
