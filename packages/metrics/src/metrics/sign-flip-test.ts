import { gammaln } from 'simple-statistics';

/**
 * Two-sided exact p-value of a sum of whole numbers when each could as well have the other sign: the share of all patterns of signs whose sum
 * is at least as far from 0 as `sum`. `counts`: how many numbers there are of each size.
 */
export function signFlipTest(counts: ReadonlyMap<number, number>, sum: number): number {
  // `likely[i]`: probability that the sum is i less the greatest sum there can be.
  let likely: Float64Array = Float64Array.of(1);
  for (const [size, count] of counts) likely = convolve(likely, coinTosses(count), 2 * size);
  const greatest = (likely.length - 1) / 2;
  let p = 0;
  likely.forEach((each, index) => {
    if (Math.abs(index - greatest) >= Math.abs(sum)) p += each;
  });
  return Math.min(1, p);
}

/** Probabilities of 0, 1, ... heads. */
function coinTosses(tosses: number): Float64Array {
  // In logarithms, for 0.5 ** tosses underflows beyond a thousand tosses.
  return Float64Array.from({ length: tosses + 1 }, (_, heads) =>
    Math.exp(gammaln(tosses + 1) - gammaln(heads + 1) - gammaln(tosses - heads + 1) - tosses * Math.LN2),
  );
}

/** Probabilities of a sum with a count, each of which adds `step`. */
function convolve(sums: Float64Array, counts: Float64Array, step: number): Float64Array {
  const result = new Float64Array(sums.length + step * (counts.length - 1));
  counts.forEach((chance, count) => {
    for (let index = 0; index < sums.length; index++) result[index + step * count]! += chance * sums[index]!;
  });
  return result;
}
