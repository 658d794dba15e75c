/** `[batch, classes]` in double precision: softmax of each row of logits. */
export function softmax(logits: Float32Array, classes: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const largest = row.reduce((max, value) => Math.max(max, value), -Infinity);
    let sum = 0;
    row.forEach((value, k) => (sum += probabilities[start + k] = Math.exp(value - largest)));
    for (let k = start; k < start + classes; k++) probabilities[k]! /= sum;
  }
  return probabilities;
}

/** Mean cross-entropy in nats, and dL/d(logits) `[batch, classes]`. */
export function crossEntropy(
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): { readonly loss: number; readonly gradient: Float32Array } {
  const probabilities = softmax(logits, classes);
  const batch = logits.length / classes;
  const gradient = Float32Array.from(probabilities, (p) => p / batch);
  let loss = 0;
  for (let image = 0; image < batch; image++) {
    const label = image * classes + (labels[image] ?? NaN);
    const probability = probabilities[label] ?? NaN;
    loss -= Math.log(probability) / batch;
    gradient[label] = (probability - 1) / batch;
  }
  return { loss, gradient };
}
