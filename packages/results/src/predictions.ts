import type { EvaluationFacts } from './facts/evaluation.ts';

/** One prediction per image of a split, in the split's order. */
export interface Predictions {
  readonly ids: readonly string[];
  readonly labels: Uint16Array;
  /** Where `labels` were made wrong on purpose, the true ones. */
  readonly trueLabels?: Uint16Array | undefined;
  /** The answers: as the protocol decided, usually the most probable class. */
  readonly predicted: Uint16Array;
  /** `[images, classes]`, each row sums to 1. */
  readonly probabilities: Float32Array;
  readonly classes: number;
  /** In which batch of the first pass (first view, first arrangement) each image was, from 0: its batchmates are those of the same number. */
  readonly batches: Uint32Array;
  /** Its place in that batch, from 0. Places of images that fill a batch and do not count are in no row. */
  readonly slots: Uint32Array;
}

/** What `evaluator/evaluate` leaves, and what metrics are computed from. */
export interface Evaluation {
  readonly facts: EvaluationFacts;
  readonly predictions: Predictions;
}

/** One row per placement of a single probe in `circulate`. */
export interface Placements {
  /** Id and class of the probe. */
  readonly ids: readonly string[];
  readonly labels: Uint16Array;
  /** 1: weak, standard inference answers it wrong; 0: strong. */
  readonly weak: Uint8Array;
  /** Which confident batch. */
  readonly batches: Uint16Array;
  /** The slot it took, which is the missing class. */
  readonly slots: Uint16Array;
  readonly predicted: Uint16Array;
  /** Probabilities of the missing class and of its own. */
  readonly missingProbabilities: Float32Array;
  readonly labelProbabilities: Float32Array;
}
