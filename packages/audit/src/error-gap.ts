import { invariant } from '@batchmates/errors';
import { compareRuns } from '@batchmates/metrics';
import type { Answers, AuditGap, ErrorGap } from '@batchmates/results';

/**
 * Mean error of the first way less that of the second, each given by its arrangements of the same images; an image is one observation. A way
 * that is arranged once stands beside every arrangement of the other.
 */
export function errorGap(first: readonly Answers[], second: readonly Answers[]): ErrorGap {
  const runs = Math.max(first.length, second.length);
  invariant(
    [first.length, second.length].every((count) => count === 1 || count === runs),
    `${first.length} arrangements beside ${second.length}`,
  );
  const pairs = Array.from(
    { length: runs },
    (_, run) => [second[run % second.length]!, first[run % first.length]!] as const,
  );
  // `compareRuns` takes the first from the second.
  const {
    onlyFirstWrong: onlySecondWrong,
    onlySecondWrong: onlyFirstWrong,
    ...compared
  } = compareRuns(pairs);
  return { ...compared, onlyFirstWrong, onlySecondWrong };
}

/** The same the other way round: the second less the first. */
export function reversedGap<Gap extends AuditGap>(gap: Gap): Gap {
  const [low, high] = gap.interval;
  const { onlyFirstWrong, onlySecondWrong } = gap;
  return {
    ...gap,
    difference: 0 - gap.difference,
    interval: [0 - high, 0 - low],
    onlyFirstWrong: onlySecondWrong,
    onlySecondWrong: onlyFirstWrong,
  };
}

/** Whether 0 is outside the interval. */
export function isShown({ interval: [low, high] }: Pick<AuditGap, 'interval'>): boolean {
  return low > 0 || high < 0;
}
