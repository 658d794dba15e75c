import { augmentationSchema } from '@batchmates/augmentation';
import { compositionSchema } from '@batchmates/batching';
import { freezeBatchNormSchema, optimizerSchema } from '@batchmates/engine';
import { z } from 'zod';

/** How a checkpoint was trained: facts to print beside its results. */
export const trainingRecordSchema = z.strictObject({
  /** The choice of `batching`: the `kind` as written in the pipeline file (a name or a `./file.ts`), and the options. */
  batching: z.looseObject({ kind: z.string() }),
  /** The strategy's own name, e.g. `balanced`. */
  strategy: z.string(),
  batchSize: z.number().int().positive(),
  /** What the batches were composed of. */
  composition: compositionSchema,
  /** Epochs completed. */
  epochs: z.number().int().nonnegative(),
  /** Optimizer steps taken. */
  steps: z.number().int().nonnegative(),
  optimizer: optimizerSchema,
  /** The learning-rate schedule with its numbers, as given. */
  schedule: z.record(z.string(), z.unknown()),
  learningRate: z.number().nonnegative(),
  augmentation: augmentationSchema,
  seed: z.number().int(),
  engine: z.string(),
  precision: z.enum(['f32', 'bf16']),
  threads: z.number().int().positive(),
  /** The data set's own description of its source and split. */
  dataset: z.string(),
  trainingImages: z.number().int().nonnegative(),
  /** What of batch norms stayed as it was; absent: nothing. */
  freezeBatchNorm: freezeBatchNormSchema.optional(),
  /** How the checkpoint was trained, or whence it was imported, from which training started, and whether its optimizer state was kept; absent where it started from initial weights. */
  startedFrom: z.record(z.string(), z.unknown()).optional(),
});

export type TrainingRecord = z.output<typeof trainingRecordSchema>;
