import type { Predictions } from '@batchmates/results';
import { percent } from '../format.ts';
import { defineMetric } from '../metric.ts';

/** Confidence against accuracy. */
export interface Reliability {
  /** Mean |accuracy - confidence| over bins, weighted by their images; 0-1. */
  readonly expectedCalibrationError: number;
  readonly bins: readonly ReliabilityBin[];
}

/** Images whose answers have a probability of `lower` to `upper`; an empty bin has no confidence or accuracy. */
export interface ReliabilityBin {
  readonly lower: number;
  readonly upper: number;
  readonly images: number;
  /** Mean probability of the answers, 0-1. */
  readonly confidence: number | null;
  /** Share of right answers, 0-1. */
  readonly accuracy: number | null;
}

/** Expected calibration error and reliability diagram (Guo et al. 2017) in 15 bins of equal width. */
export const calibrationError = defineMetric({
  name: 'calibration-error',
  label: 'Expected calibration error',
  summary: 'mean difference of confidence and accuracy over 15 bins (Guo et al. 2017)',
  compute: ({ predictions }) => reliability(predictions, 15),
  format: ({ expectedCalibrationError }) => percent(expectedCalibrationError),
});

/** Bins images by the probability of their answer and compares it with the share of right answers in each bin. */
export function reliability(
  { labels, predicted, probabilities, classes }: Predictions,
  binCount: number,
): Reliability {
  const bins = Array.from({ length: binCount }, () => ({ images: 0, confidence: 0, right: 0 }));
  predicted.forEach((answer, image) => {
    const confidence = Math.min(1, probabilities[image * classes + answer]!);
    const bin = bins[Math.min(binCount - 1, Math.floor(confidence * binCount))]!;
    bin.images++;
    bin.confidence += confidence;
    if (answer === labels[image]) bin.right++;
  });
  const gap = bins.reduce((sum, { confidence, right }) => sum + Math.abs(right - confidence), 0);
  return {
    expectedCalibrationError: labels.length === 0 ? 0 : gap / labels.length,
    bins: bins.map(({ images, confidence, right }, bin) => ({
      lower: bin / binCount,
      upper: (bin + 1) / binCount,
      images,
      confidence: images === 0 ? null : confidence / images,
      accuracy: images === 0 ? null : right / images,
    })),
  };
}
