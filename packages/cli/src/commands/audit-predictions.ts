import { UserError } from '@batchmates/errors';
import { comparePredictions } from '../audit/compared-predictions.ts';
import { readLabels } from '../audit/labelled-images.ts';
import { plannedBatches } from '../audit/planned-batches.ts';
import { readPredictions } from '../audit/predictions-file.ts';
import { tellComposition } from '../audit/tell-composition.ts';
import { tellPredictions } from '../audit/tell-predictions.ts';
import type { CommandContext } from '../command-context.ts';

/** What `batchmates audit --predictions` is told. */
export interface AuditPredictionsArguments extends Pick<CommandContext, 'print'> {
  /** Tables of predictions; the others are compared with the first. */
  readonly files: readonly string[];
  /** A table of images and classes; not needed where one of the files has a column `label`. */
  readonly labels: string | undefined;
  /** Of the shuffles of batches. */
  readonly seed: number;
}

/** `batchmates audit --predictions`: errors and changed answers of predictions of the same images, against those of the first file. */
export async function auditPredictions({
  files,
  labels,
  seed,
  print,
}: AuditPredictionsArguments): Promise<void> {
  const read = [];
  for (const file of files) read.push(await readPredictions(file));
  const images = labels === undefined ? undefined : await readLabels(labels);
  const comparison = comparePredictions(read, images);
  if (comparison.files[0]!.answers.labels.length === 0) {
    throw new UserError({
      code: 'audit/no-images',
      what: files[0]!,
      expected: 'at least one row',
      received: 'none',
    });
  }
  for (const line of tellPredictions(comparison)) print(line);
  for (const { table, scores } of read)
    if (scores?.takenForLogits === true)
      print(`${table.file}: its numbers are no probabilities, and are taken for logits`);
  for (const { table } of read.filter(({ batches }) => batches !== undefined)) {
    print(`\nThe batches of ${table.file}:`);
    const epochs = plannedBatches(table, comparison.images);
    for (const line of tellComposition(epochs, { ...comparison.images, seed })) print(line);
  }
}
