import { z } from 'zod';
import { factsShape, protocolSchema, statisticsSchema, viewsSchema } from './facts.ts';
import { countSchema, shareSchema } from './numbers.ts';
import { scoresShape } from './scores.ts';

/** Confidence against accuracy (reliability diagram; Guo et al. 2017). */
export const reliabilitySchema = z.strictObject({
  /** Mean |accuracy - confidence| over bins, weighted by their images. */
  expectedCalibrationError: shareSchema,
  /** Bins of equal width over confidence 0-1; an empty bin has no confidence or accuracy. */
  bins: z.array(
    z.strictObject({
      lower: shareSchema,
      upper: shareSchema,
      images: countSchema,
      confidence: shareSchema.nullable(),
      accuracy: shareSchema.nullable(),
    }),
  ),
});

/** Metrics of `evaluator/evaluate`: one protocol's predictions of every image of a split. */
export const evaluationSchema = z.strictObject({
  kind: z.literal('evaluation'),
  ...factsShape,
  protocol: protocolSchema,
  statistics: statisticsSchema,
  views: viewsSchema,
  /** Arrangements of the images averaged in each view. */
  rearrangements: countSchema,
  ...scoresShape,
  /** Mean negative log probability of the true class, in nats. */
  negativeLogLikelihood: z.number().nonnegative(),
  reliability: reliabilitySchema,
});

export type Reliability = z.infer<typeof reliabilitySchema>;
export type EvaluationMetrics = z.infer<typeof evaluationSchema>;
