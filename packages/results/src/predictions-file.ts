import { readColumns, writeColumns } from './arrow-file.ts';
import type { Predictions } from './predictions.ts';

/**
 * Writes predictions as an Arrow IPC file: `id: Utf8`, `label: Uint16`, `predicted: Uint16`,
 * `probabilities: FixedSizeList<Float32>[classes]`, one row per image.
 */
export function writePredictions(file: string, predictions: Predictions): Promise<void> {
  const { ids, labels, predicted, probabilities, classes } = predictions;
  return writeColumns(file, {
    id: ids,
    label: labels,
    predicted,
    probabilities: { values: probabilities, width: classes },
  });
}

/** Reads what `writePredictions` wrote; throws a `UserError` when the file is not that. */
export function readPredictions(file: string): Promise<Predictions> {
  return readColumns(file, 'an Arrow file with id, label, predicted and probabilities', (columns) => {
    const { values: probabilities, width: classes } = columns.rows('probabilities');
    const [labels, predicted] = [columns.uint16('label'), columns.uint16('predicted')];
    return { ids: columns.text('id'), labels, predicted, probabilities, classes };
  });
}
