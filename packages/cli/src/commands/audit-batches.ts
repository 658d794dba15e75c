import { readTable, hasColumn } from '@batchmates/tables';
import { UserError } from '@batchmates/errors';
import { labelsWithin, readLabels } from '../audit/labelled-images.ts';
import { BATCH_COLUMNS, plannedBatches } from '../audit/planned-batches.ts';
import { tellComposition } from '../audit/tell-composition.ts';
import type { CommandContext } from '../command-context.ts';

/** What `batchmates audit --batches` is told. */
export interface AuditBatchesArguments extends Pick<CommandContext, 'print'> {
  /** A table of one row for each place in a batch. */
  readonly batches: string;
  /** A table of images and classes; not needed where `batches` has a column `label`. */
  readonly labels: string | undefined;
  /** Of the shuffles. */
  readonly seed: number;
}

/** `batchmates audit --batches`: how the batches of any sampler are composed, against chance. */
export async function auditBatches({ batches, labels, seed, print }: AuditBatchesArguments): Promise<void> {
  const table = await readTable(batches, (name) => (BATCH_COLUMNS as readonly string[]).includes(name));
  if (labels === undefined && !hasColumn(table, 'label')) {
    throw new UserError({
      code: 'audit/no-labels',
      what: batches,
      expected:
        'the classes of the images: option --labels <file> with the columns id and label, or a column label here',
      received: 'neither',
    });
  }
  const images = labels === undefined ? labelsWithin(table) : await readLabels(labels);
  const epochs = plannedBatches(table, images);
  if (epochs.length === 0) {
    throw new UserError({
      code: 'audit/no-batches',
      what: batches,
      expected: 'at least one row',
      received: 'none',
    });
  }
  for (const line of tellComposition(epochs, { ...images, seed })) print(line);
}
