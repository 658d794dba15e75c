import { z } from 'zod';
import { importRecordSchema, type ImportRecord } from './import-record.ts';
import { trainingRecordSchema, type TrainingRecord } from './training-record.ts';

/**
 * `training` of a checkpoint: an `ImportRecord` where there is a key `imported`, else a `TrainingRecord`. Not a `z.union`, whose complaints
 * about a damaged record do not say where.
 */
export const trainingSchema = z.unknown().transform((value, context): TrainingRecord | ImportRecord => {
  const imported = typeof value === 'object' && value !== null && 'imported' in value;
  const parsed = (imported ? importRecordSchema : trainingRecordSchema).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { message, path } of parsed.error.issues)
    context.addIssue({ code: 'custom', message, path: [...path] });
  return z.NEVER;
});
