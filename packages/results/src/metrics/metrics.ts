import { z } from 'zod';
import { assignmentSchema } from './assignment.ts';
import { circulateSchema } from './circulate.ts';
import { evaluationSchema } from './evaluation.ts';
import { pseudoLabelSchema } from './pseudo-label.ts';

/** `metrics.json` of every `results` artifact. */
export const metricsSchema = z.discriminatedUnion('kind', [
  evaluationSchema,
  assignmentSchema,
  pseudoLabelSchema,
  circulateSchema,
]);

export type Metrics = z.infer<typeof metricsSchema>;
