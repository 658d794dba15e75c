import { at, mapOf, type FeatureMap } from './feature-map.ts';

/** Softmax of every row of logits. */
export function softmax(logits: FeatureMap): FeatureMap {
  const classes = logits.channels;
  const exponentials = mapOf(logits, (i) => Math.exp(at(logits.data, i) - Math.max(...row(logits, i))));
  return mapOf(
    exponentials,
    (i) => at(exponentials.data, i) / row(exponentials, i).reduce((sum, x) => sum + x, 0),
  );

  function row({ data }: FeatureMap, index: number): Float64Array {
    const start = index - (index % classes);
    return data.subarray(start, start + classes);
  }
}

/** Mean cross-entropy in nats, and its gradient with respect to the logits. */
export function crossEntropy(
  logits: FeatureMap,
  labels: ArrayLike<number>,
): { readonly loss: number; readonly gradient: FeatureMap } {
  const { batch, channels } = logits;
  const probabilities = softmax(logits);
  const isLabel = (i: number) => at(labels, Math.floor(i / channels)) === i % channels;
  return {
    loss: probabilities.data.reduce((sum, p, i) => (isLabel(i) ? sum - Math.log(p) / batch : sum), 0),
    gradient: mapOf(probabilities, (i) => (at(probabilities.data, i) - (isLabel(i) ? 1 : 0)) / batch),
  };
}
