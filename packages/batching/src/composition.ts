import { z } from 'zod';

const count = z.number().int().positive();

/**
 * Which images meet in a batch, as strategies and protocols declare it. Test curves, checks and reports read this, never
 * the name of a strategy or protocol.
 *
 * - `single`: images do not meet: no answer depends on another image, because statistics are fixed or every batch is one
 *   image.
 * - `random`: drawn whatever the classes.
 * - `ordered`: in the order of the data set.
 * - `sorted`: class after class, in the order of their indices.
 * - `balanced`: exactly `samplesPerClass` images of each of `classesPerBatch` classes; with `groupsPerBatch` so many groups of which
 *   each is that, one after the other.
 * - `other`: anything else, described in a few words.
 */
export const compositionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single') }),
  z.strictObject({ kind: z.literal('random') }),
  z.strictObject({ kind: z.literal('ordered') }),
  z.strictObject({ kind: z.literal('sorted') }),
  z.strictObject({
    kind: z.literal('balanced'),
    samplesPerClass: count,
    classesPerBatch: count,
    groupsPerBatch: count.optional(),
  }),
  z.strictObject({ kind: z.literal('other'), description: z.string() }),
]);

/** Images in a batch of this composition, where it says so: those of balanced batches. */
export function batchSizeOf(composition: Composition): number | undefined {
  if (composition.kind !== 'balanced') return undefined;
  const { samplesPerClass, classesPerBatch, groupsPerBatch = 1 } = composition;
  return samplesPerClass * classesPerBatch * groupsPerBatch;
}

/**
 * Images per batch below which the statistics of a batch are so rough that they cost accuracy by themselves, whatever the batches are composed of
 * (Wu and He 2018, Group Normalization, Figure 1). The paper's batches of 10 are below it.
 */
export const SMALL_BATCH = 16;

export type Composition = z.output<typeof compositionSchema>;
