import { Z_95, type Interval } from '@batchmates/results';

/** Observations of differences, and what ties them together. */
export interface ClusteredRequest {
  readonly values: Float64Array;
  /** The cluster of every observation, once for each way of being tied: image, batch. */
  readonly clusters: readonly ArrayLike<number>[];
}

/**
 * 95 % interval of the mean of observations that depend on each other where they share a cluster of any kind: the multi-way cluster-robust variance of
 * Cameron, Gelbach and Miller (2011), `V_image + V_batch - V_both` of two kinds, times G / (G - 1), and the quantile of Student's t with
 * G - 1 degrees of freedom, G being the clusters of the kind with the fewest. A kind with a single cluster tells nothing of its variance and is left
 * out. Null where none is left, or where the estimate of the variance is negative.
 */
export function clusteredInterval({ values, clusters }: ClusteredRequest): Interval | null {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const told = clusters.map(numbered).filter(({ clusters: found }) => found > 1);
  if (told.length === 0) return null;
  const residuals = values.map((value) => value - mean);
  let squares = 0;
  for (let chosen = 1; chosen < 2 ** told.length; chosen++) {
    const kinds = told.filter((_, kind) => (chosen >> kind) % 2 === 1);
    const sign = kinds.length % 2 === 1 ? 1 : -1;
    squares += sign * sumOfSquares(residuals, kinds.reduce(intersection));
  }
  if (squares < 0) return null;
  const fewest = Math.min(...told.map(({ clusters: found }) => found));
  const error = Math.sqrt((squares * fewest) / (fewest - 1)) / count;
  const half = studentQuantile(fewest - 1) * error;
  return [mean - half, mean + half];
}

/** The interval that holds both. */
export function union(one: Interval, other: Interval): Interval {
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

/** Clusters counted from 0. */
interface Numbered {
  readonly of: Uint32Array;
  readonly clusters: number;
}

function numbered(keys: ArrayLike<number>): Numbered {
  const places = new Map<number, number>();
  const of = Uint32Array.from(keys, (key) => {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  return { of, clusters: places.size };
}

/** Observations that share both clusters. */
function intersection(one: Numbered, other: Numbered): Numbered {
  return numbered(Float64Array.from(one.of, (cluster, index) => cluster * other.clusters + other.of[index]!));
}

function sumOfSquares(residuals: Float64Array, { of, clusters }: Numbered): number {
  const sums = new Float64Array(clusters);
  residuals.forEach((residual, index) => (sums[of[index]!]! += residual));
  return sums.reduce((sum, each) => sum + each ** 2, 0);
}

/** Quantiles of one and two degrees of freedom, too few for the expansion. */
const FEW = [12.706204736, 4.3026527297];

/** The 97.5 % quantile of Student's t, by its expansion in 1 / degrees of freedom (Abramowitz and Stegun, 26.7.5). */
export function studentQuantile(freedom: number): number {
  const few = FEW[freedom - 1];
  if (few !== undefined) return few;
  const z = Z_95;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
