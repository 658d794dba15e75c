import { z } from 'zod';
import { circulateSchema } from './circulate.ts';
import { evaluationSchema } from './evaluation.ts';
import { pseudoLabelSchema } from './pseudo-label.ts';

/** `result.json` of every `results` artifact. */
export const resultSchema = z.discriminatedUnion('kind', [
  evaluationSchema,
  pseudoLabelSchema,
  circulateSchema,
]);

export type ResultFacts = z.infer<typeof resultSchema>;
