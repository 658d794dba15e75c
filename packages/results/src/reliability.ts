import type { Predictions } from './predictions.ts';
import type { Reliability } from './metrics/evaluation.ts';

/**
 * Reliability diagram of Guo et al. 2017: images binned by the probability of the predicted class; in each bin
 * the mean of that probability (confidence) beside the share of right predictions (accuracy).
 */
export function reliability(
  { labels, predicted, probabilities, classes }: Predictions,
  binCount = 15,
): Reliability {
  const bins = Array.from({ length: binCount }, () => ({ images: 0, confidence: 0, right: 0 }));
  for (let index = 0; index < labels.length; index++) {
    const answer = predicted[index] ?? 0;
    const confidence = Math.min(1, probabilities[index * classes + answer] ?? 0);
    const bin = bins[Math.min(binCount - 1, Math.floor(confidence * binCount))];
    if (bin === undefined) continue;
    bin.images++;
    bin.confidence += confidence;
    if (answer === labels[index]) bin.right++;
  }
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

/** Mean negative log probability of the true class, in nats; a probability of 0 counts as the least float32. */
export function negativeLogLikelihood({ labels, probabilities, classes }: Predictions): number {
  const least = 2 ** -149;
  let sum = 0;
  labels.forEach((label, index) => {
    sum -= Math.log(Math.min(1, Math.max(least, probabilities[index * classes + label] ?? 0)));
  });
  return labels.length === 0 ? 0 : sum / labels.length;
}
