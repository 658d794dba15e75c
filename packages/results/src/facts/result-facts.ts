import { z } from 'zod';
import { auditSchema } from './audit.ts';
import { circulateSchema } from './circulate.ts';
import { evaluationSchema } from './evaluation.ts';
import { pseudoLabelSchema } from './pseudo-label.ts';

/** `result.json` of every `results` artifact. */
export const resultSchema = z.discriminatedUnion('kind', [
  evaluationSchema,
  pseudoLabelSchema,
  circulateSchema,
  auditSchema,
]);

export type ResultFacts = z.infer<typeof resultSchema>;
