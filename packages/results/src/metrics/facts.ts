import { compositionSchema } from '@batchmates/batching';
import { z } from 'zod';
import { countSchema } from './numbers.ts';

/** Whose mean and variance normalised the images. */
export const statisticsSchema = z.enum(['batch', 'running', 'population']);

/** Test-time views averaged: their set's name and size. */
export const viewsSchema = z.strictObject({ name: z.string(), count: countSchema });

/** How images were tested, as the protocol declares it: whoever reads results asks for these facts, never for a name. */
export const protocolSchema = z.strictObject({
  name: z.string(),
  /** How a table heads it, and its place among the columns. */
  heading: z.string(),
  order: z.number(),
  options: z.record(z.string(), z.unknown()),
  statistics: statisticsSchema,
  /** Which images met. */
  composition: compositionSchema,
  /** Whether every view and rearrangement gave an image other batchmates. */
  shuffles: z.boolean(),
  /** Arrangements of the images averaged in each view. */
  rearrangements: countSchema,
  /** How probabilities became answers; `null`: the most probable class. */
  decision: z.string().nullable(),
});

/** What was measured: which network, trained how, run by what, on which images. */
export const factsShape = {
  schemaVersion: z.literal(1),
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
  }),
  /** The checkpoint's recorded facts; keys beyond these are kept as they are. */
  training: z.looseObject({
    strategy: z.string(),
    batchSize: countSchema,
    composition: compositionSchema,
    epochs: z.number().nonnegative(),
    seed: z.number(),
  }),
  /** What ran the inference. */
  engine: z.strictObject({ name: z.string(), precision: z.enum(['f32', 'bf16']) }),
  /** Seed of the arrangement of test images. */
  seed: z.number().int(),
};

/** The same as an object schema. */
export const factsSchema = z.strictObject(factsShape);

/** What every kind of metrics says of network, data and engine. */
export type Facts = z.infer<typeof factsSchema>;
