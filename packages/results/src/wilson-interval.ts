import { invariant } from '@batchmates/errors';

/** `[lower, upper]`, 0-1. */
export type Interval = [number, number];

/** The 97.5 % quantile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson score interval (95 %) of a proportion: `successes` of `trials`. Unlike the normal approximation it stays
 * within 0-1 and is right near 0, where good error rates are. `successes` may be fractional, a mean share times
 * `trials`. Without trials it is `[0, 1]`.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  invariant(successes >= 0 && successes <= trials, `${successes} successes of ${trials} trials`);
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const weight = Z_95 ** 2 / trials;
  const center = (share + weight / 2) / (1 + weight);
  const half = (Z_95 * Math.sqrt((share * (1 - share) + weight / 4) / trials)) / (1 + weight);
  return [
    successes === 0 ? 0 : Math.max(0, center - half),
    successes === trials ? 1 : Math.min(1, center + half),
  ];
}
