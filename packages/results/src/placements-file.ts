import { readColumns, writeColumns } from './arrow-file.ts';
import type { Placements } from './predictions.ts';

/**
 * Writes placements as an Arrow IPC file: `id: Utf8`, `label`, `batch`, `slot`, `predicted: Uint16`, `weak: Uint8`,
 * `missing_probability`, `label_probability: Float32`, one row per placement.
 */
export function writePlacements(file: string, placements: Placements): Promise<void> {
  return writeColumns(file, {
    id: placements.ids,
    label: placements.labels,
    weak: placements.weak,
    batch: placements.batches,
    slot: placements.slots,
    predicted: placements.predicted,
    missing_probability: placements.missingProbabilities,
    label_probability: placements.labelProbabilities,
  });
}

/** Reads what `writePlacements` wrote; throws a `UserError` when the file is not that. */
export function readPlacements(file: string): Promise<Placements> {
  return readColumns(file, 'an Arrow file of the placements of probes', (columns) => ({
    ids: columns.text('id'),
    labels: columns.uint16('label'),
    weak: columns.uint8('weak'),
    batches: columns.uint16('batch'),
    slots: columns.uint16('slot'),
    predicted: columns.uint16('predicted'),
    missingProbabilities: columns.float32('missing_probability'),
    labelProbabilities: columns.float32('label_probability'),
  }));
}
