import { readColumns, writeColumns } from './arrow-file.ts';
import type { Predictions } from './predictions.ts';

/**
 * Writes predictions as an Arrow IPC file: `id: Utf8`, `label: Uint16`, `predicted: Uint16`,
 * `probabilities: FixedSizeList<Float32>[classes]`, `batch: Uint32`, `slot: Uint32`, and `true_label: Uint16` where labels were made wrong
 * on purpose; one row per image.
 */
export function writePredictions(file: string, predictions: Predictions): Promise<void> {
  const { ids, labels, trueLabels, predicted, probabilities, classes, batches, slots } = predictions;
  return writeColumns(file, {
    id: ids,
    label: labels,
    predicted,
    probabilities: { values: probabilities, width: classes },
    batch: batches,
    slot: slots,
    ...(trueLabels !== undefined && { true_label: trueLabels }),
  });
}

/** Of a probability, with its rounding. */
const MOST = 1.001;

/** Reads what `writePredictions` wrote; throws a `UserError` when the file is not that. */
export function readPredictions(file: string): Promise<Predictions> {
  return readColumns(
    file,
    'an Arrow file with id, label, predicted, probabilities, batch and slot',
    (columns) => {
      const { values: probabilities, width: classes } = columns.rows('probabilities');
      const [labels, predicted] = [columns.uint16('label'), columns.uint16('predicted')];
      const trueLabels = columns.has('true_label') ? columns.uint16('true_label') : undefined;
      const unknown = [...labels, ...predicted, ...(trueLabels ?? [])].find((each) => each >= classes);
      if (unknown !== undefined) throw new RangeError(`class ${unknown} of ${classes}`);
      const odd = probabilities.find((each) => !(each >= 0 && each <= MOST));
      if (odd !== undefined) throw new RangeError(`a probability of ${odd}`);
      const [batches, slots] = [columns.uint32('batch'), columns.uint32('slot')];
      return {
        ...{ ids: columns.text('id'), labels, predicted, probabilities, classes, batches, slots },
        ...(trueLabels !== undefined && { trueLabels }),
      };
    },
  );
}
