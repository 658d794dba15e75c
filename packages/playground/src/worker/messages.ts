/** Which statistics normalise batch norms: those of the batch, or those pooled over the training set. */
export type PlaygroundStatistics = 'batch' | 'population';

/** What the page asks of its worker. `id` is that of the answer. */
export type WorkerRequest =
  | { readonly kind: 'load'; readonly id: number; readonly siteUrl: string }
  | {
      readonly kind: 'answer';
      readonly id: number;
      /** Uint8 `[batch, height, width, channels]` of stored images. */
      readonly images: Uint8Array;
      readonly statistics: PlaygroundStatistics;
    }
  | { readonly kind: 'distances'; readonly id: number; readonly images: Uint8Array };

/** What the worker answers. */
export type WorkerReply =
  | ({ readonly kind: 'loaded'; readonly id: number } & Loaded)
  | ({ readonly kind: 'answers'; readonly id: number } & Answers)
  | ({ readonly kind: 'distances'; readonly id: number } & Distances)
  /** `message` is for people. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** An engine with every network of the site compiled. */
export interface Loaded {
  /** What computes, e.g. `TensorFlow.js 4.22.0, WebAssembly with SIMD`. */
  readonly engine: string;
  /** From the request to the compiled networks, ms. */
  readonly ms: number;
}

/** What every network of the site, in its order, says of a batch. */
export interface Answers {
  readonly networks: readonly NetworkAnswers[];
  /** Time that the networks computed, ms. */
  readonly ms: number;
}

/** What a network says of a batch. */
export interface NetworkAnswers {
  readonly name: string;
  /** `[batch, classes]` */
  readonly probabilities: Float32Array;
}

/** How far the statistics of a batch lie from the population's, for every network of the site, in its order. */
export interface Distances {
  readonly networks: readonly NetworkDistances[];
}

/** For one network: its batch norms, in order. */
export interface NetworkDistances {
  readonly name: string;
  readonly layers: readonly LayerDistance[];
}

/** How far the statistics of a batch lie from the population's in one batch norm. */
export interface LayerDistance {
  /** Name of the batch norm. */
  readonly layer: string;
  /** Root mean square over channels of `(batch mean - population mean) / sqrt(population variance + epsilon)`. */
  readonly mean: number;
  /** Root mean square over channels of `ln((batch variance + epsilon) / (population variance + epsilon))`. */
  readonly variance: number;
}
