/** One prediction per image of a split, in the split's order. */
export interface Predictions {
  readonly ids: readonly string[];
  readonly labels: Uint16Array;
  readonly predicted: Uint16Array;
  /** `[images, classes]`, each row sums to 1. */
  readonly probabilities: Float32Array;
  readonly classes: number;
}
