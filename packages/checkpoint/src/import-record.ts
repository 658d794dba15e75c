import type { Composition } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import { z } from 'zod';
import type { TrainingRecord } from './training-record.ts';

/** Where a checkpoint that was not trained here comes from. */
export const importRecordSchema = z.strictObject({
  imported: z.strictObject({
    /** The network that its tensors are of, e.g. `resnet-50`. */
    architecture: z.string(),
    /** Name of the file, without its folder. */
    file: z.string(),
    /** Of the file's bytes, in hexadecimal. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

export type ImportRecord = z.output<typeof importRecordSchema>;

/** What is not known of the training of an imported network is null; its batches are of another composition than any known. */
export interface ImportedTraining extends ImportRecord {
  readonly strategy: 'imported';
  readonly composition: Composition;
  readonly batchSize: null;
  readonly epochs: null;
  readonly seed: null;
}

/** What results and reports say of the training of a network: its record, or that there is none. */
export function trainingFacts(training: TrainingRecord | ImportRecord): TrainingRecord | ImportedTraining {
  if (!('imported' in training)) return training;
  const composition = { kind: 'other', description: 'not known: the network was imported' } as const;
  return { ...training, strategy: 'imported', composition, batchSize: null, epochs: null, seed: null };
}

/**
 * The training record of a checkpoint. Throws a `UserError` (`checkpoint/imported`) when the checkpoint was imported and has none; `what`
 * names what needs it.
 */
export function trainedHere(
  training: TrainingRecord | ImportRecord,
  { what, remedy }: { readonly what: string; readonly remedy: string },
): TrainingRecord {
  if (!('imported' in training)) return training;
  const { architecture, file } = training.imported;
  throw new UserError({
    code: 'checkpoint/imported',
    what,
    expected: 'a checkpoint that was trained here',
    received: `${architecture} imported from ${file}`,
    remedy,
  });
}
