import type { StageReport } from '@batchmates/stage';
import { tally, type Predictions } from '@batchmates/results';

const FLOAT32 = 4;

/** Bytes of the probabilities of so many images. */
export function bytesOfPredictions(images: number, classes: number): number {
  return images * classes * FLOAT32;
}

/** What a stage that predicts every image reports: the errors among them, and against the true labels where the given ones were made wrong. */
export function errorsOf({ labels, trueLabels, predicted }: Predictions): StageReport {
  return {
    images: labels.length,
    errors: tally({ labels, predicted }).errors,
    ...(trueLabels !== undefined && { trueLabelErrors: tally({ labels: trueLabels, predicted }).errors }),
  };
}
