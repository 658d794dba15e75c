import type { FeatureMap } from './feature-map.ts';

/** Parameters and running statistics by canonical name, in their canonical layout. */
export type Values = ReadonlyMap<string, ArrayLike<number>>;

/** Mean and biased variance per channel. */
export interface ReferenceMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** A layer's output, and how a loss gradient goes back through it. */
export interface Evaluation {
  readonly output: FeatureMap;
  /** Batch norm only: the moments of its input. */
  readonly moments?: ReferenceMoments;
  /** Takes dL/d(output). */
  backward(gradient: FeatureMap): LayerGradients;
}

export interface LayerGradients {
  /** dL/d(input) for each of the layer's inputs, in order. */
  readonly inputs: readonly FeatureMap[];
  /** dL/d(parameter) by suffix (`weight`, `bias`), in canonical layout. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
}
