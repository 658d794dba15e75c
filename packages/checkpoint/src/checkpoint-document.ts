import { cropSchema } from '@batchmates/augmentation';
import { pixelNormalisationSchema } from '@batchmates/dataset';
import { networkSchema } from '@batchmates/network';
import { z } from 'zod';
import type { Checkpoint } from './checkpoint.ts';
import { pooledViewsSchema } from './pooled-views.ts';
import { trainingSchema } from './training-schema.ts';

/** The JSON half of a checkpoint. */
export const CHECKPOINT_FILE = 'checkpoint.json';

/** The tensors of a checkpoint. */
export const STATE_FILE = 'state.safetensors';

/** Of `checkpoint.json`. Version 1 had the options of the batching strategy apart and no composition. */
export const SCHEMA_VERSION = 2;

/** What `checkpoint.json` holds. */
export const checkpointDocumentSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  network: networkSchema,
  classNames: z.array(z.string()),
  crop: cropSchema,
  normalisation: pixelNormalisationSchema,
  training: trainingSchema,
  populationViews: pooledViewsSchema.exactOptional(),
}) satisfies z.ZodType<CheckpointDocument>;

export interface CheckpointDocument extends Omit<Checkpoint, 'state' | 'population'> {
  readonly schemaVersion: typeof SCHEMA_VERSION;
}
