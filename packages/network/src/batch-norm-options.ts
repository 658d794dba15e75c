/** Epsilon and running momentum of a batch norm. */
export interface BatchNormOptions {
  /** Added to variances. */
  readonly epsilon: number;
  /** Weight of the newest batch in running statistics, 0-1. */
  readonly momentum: number;
}

/** Epsilon and running momentum that everybody uses where a paper is silent. */
export const defaultBatchNorm: BatchNormOptions = { epsilon: 1e-5, momentum: 0.1 };
