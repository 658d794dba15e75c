import { compositionSchema } from '@batchmates/batching';
import { z } from 'zod';
import { countSchema } from './numbers.ts';

/** Version of `result.json`. Version 1 was a file `metrics.json` with metrics in it; version 2 had no chance levels of
 * circulation, version 3 none of its views, and its predictions no batches and slots. */
export const SCHEMA_VERSION = 4;

/** Whose mean and variance normalised the images. */
export const statisticsSchema = z.enum(['batch', 'running', 'population']);

/** Test-time views averaged: their set's name and size. */
export const viewsSchema = z.strictObject({ name: z.string(), count: countSchema });

/** What every kind of result says: which network, trained how, tested by which engine on which images. */
export const factsShape = {
  schemaVersion: z.literal(SCHEMA_VERSION),
  dataset: z.strictObject({
    /** As ingestion described it, e.g. `CIFAR-10, hold-out of data_batch_5`. */
    description: z.string(),
    split: z.string(),
    classNames: z.array(z.string()),
  }),
  network: z.strictObject({
    name: z.string(),
    parameters: countSchema,
    /** Channels of the first convolution. */
    width: countSchema,
    input: z.strictObject({ height: countSchema, width: countSchema, channels: countSchema }),
    /** Images of a batch that were normalised together in training (ghost batch norm); absent: all of them. */
    ghost: countSchema.optional(),
  }),
  /** The checkpoint's training record; keys beyond these are kept as they are. Of an imported network null is what is not known. */
  training: z.looseObject({
    /** Name of the batching strategy: a label. What its batches were made of is `composition`. */
    strategy: z.string(),
    batchSize: countSchema.nullable(),
    composition: compositionSchema,
    epochs: z.number().nonnegative().nullable(),
    seed: z.number().nullable(),
  }),
  /** What ran the inference. */
  engine: z.strictObject({ name: z.string(), precision: z.enum(['f32', 'bf16']) }),
  /** Seed of the arrangement of test images. */
  seed: z.number().int(),
};

/** The facts that every kind of result has. */
export type Facts = z.infer<z.ZodObject<typeof factsShape>>;
