/** Mean and biased variance of one batch-norm layer's input, each `[channels]`. */
export interface ChannelMoments {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Moments by batch-norm layer name, one entry for every batch norm of the network. */
export type Moments = ReadonlyMap<string, ChannelMoments>;

/**
 * Which mean and variance normalise a batch norm at inference:
 * `batch`, those of the very images inferred together (the paper's balanced inference);
 * `running`, the exponential averages seen in training;
 * `fixed`, given ones, e.g. the population statistics pooled over the whole training set.
 */
export type Statistics =
  | { readonly kind: 'batch' }
  | { readonly kind: 'running' }
  | { readonly kind: 'fixed'; readonly moments: Moments };
