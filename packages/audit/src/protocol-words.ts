import type { AuditCell } from '@batchmates/results';
import { match } from 'ts-pattern';

/** How images met, to follow `measured` or `served`: `alone`, `in balanced batches of 10`. By what the protocol declares, never by its name. */
export function protocolWords(cell: Pick<AuditCell, 'protocol' | 'batchSize'>): string {
  const { protocol } = cell;
  const { composition, decision, heading, rearrangements } = protocol;
  const batches = cell.batchSize === null ? 'batches' : `batches of ${cell.batchSize}`;
  const way = match(composition)
    .with({ kind: 'single' }, () => (cell.batchSize === null ? 'alone' : 'alone, on its own statistics'))
    .with({ kind: 'random' }, () => `in random ${batches}`)
    .with({ kind: 'balanced' }, ({ samplesPerClass, classesPerBatch }) =>
      protocol.statistics === 'batch'
        ? `in balanced ${batches}${samplesPerClass > 1 ? ` (${classesPerBatch} classes × ${samplesPerClass})` : ''}`
        : `with the labels of balanced batches of ${samplesPerClass * classesPerBatch}`,
    )
    .with({ kind: 'ordered' }, () => `in ${batches} in the order of the data set`)
    .with({ kind: 'sorted' }, () => `in ${batches} sorted by class`)
    .with({ kind: 'other' }, () => `under protocol “${heading}”`)
    .exhaustive();
  return [
    way,
    ...(decision === null ? [] : [`(${decision})`]),
    ...(rearrangements > 1 ? [`(average of ${rearrangements} arrangements)`] : []),
  ].join(' ');
}
