/** Class probabilities `[batch, classes]`: softmax of each row of logits. */
export function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const { exponentials, sum } = stableExponentials(logits.subarray(start, start + classes));
    for (let k = 0; k < classes; k++) probabilities[start + k] = exponentials[k]! / sum;
  }
  return probabilities;
}

/**
 * Mean cross-entropy in nats of logits `[batch, classes]`, and its gradient `(softmax - one hot) / batch`, written to
 * `gradient` in the same layout. Labels are class indices, one per image.
 */
export function crossEntropy(
  logits: Float32Array,
  labels: ArrayLike<number>,
  { classes, gradient }: { readonly classes: number; readonly gradient: Float32Array },
): number {
  const batch = labels.length;
  let loss = 0;
  for (let image = 0; image < batch; image++) {
    const start = image * classes;
    const row = logits.subarray(start, start + classes);
    const { exponentials, sum, largest } = stableExponentials(row);
    const label = labels[image]!;
    loss += Math.log(sum) + largest - row[label]!;
    for (let k = 0; k < classes; k++) {
      gradient[start + k] = (exponentials[k]! / sum - (k === label ? 1 : 0)) / batch;
    }
  }
  return loss / batch;
}

/** `exp(x - max)`, so that nothing overflows, in float64. */
function stableExponentials(row: Float32Array): {
  readonly exponentials: Float64Array;
  readonly sum: number;
  readonly largest: number;
} {
  const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
  const exponentials = Float64Array.from(row, (value) => Math.exp(value - largest));
  return { exponentials, sum: exponentials.reduce((total, value) => total + value, 0), largest };
}
