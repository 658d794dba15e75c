import type { Answers, AuditGap } from '@batchmates/results';
import { clusteredInterval, union } from './clustered-interval.ts';
import { errorGap } from './error-gap.ts';

/** Answers and, where the statistics of batches normalised the images, the batch of every image in its only pass. */
export interface BatchedAnswers extends Answers {
  readonly batches?: ArrayLike<number> | undefined;
}

/**
 * `errorGap` where a whole batch can succeed or fail together: its interval is widened to `clusteredInterval` of images and of the batches of both
 * ways where that is wider, and there is no p-value, which would take images to be independent. Where no batches are given, the two are the same.
 */
export function auditGap(first: readonly BatchedAnswers[], second: readonly BatchedAnswers[]): AuditGap {
  const gap = errorGap(first, second);
  const batches = [first, second].filter((way) => way.every((run) => run.batches !== undefined));
  if (batches.length === 0 || gap.images === 0) return gap;
  const { images, runs } = gap;
  const at = <Value>(of: (run: number, image: number) => Value) =>
    Array.from({ length: images * runs }, (_, index) => of(Math.floor(index / images), index % images));
  const wrong = (way: readonly BatchedAnswers[], run: number, image: number) => {
    const { labels, predicted } = way[run % way.length]!;
    return labels[image] === predicted[image] ? 0 : 1;
  };
  const clustered = clusteredInterval({
    values: Float64Array.from(at((run, image) => wrong(first, run, image) - wrong(second, run, image))),
    clusters: [
      at((_, image) => image),
      ...batches.map((way) => at((run, image) => batchKey(way, { run, image, images }))),
    ],
  });
  const [low, high] = clustered === null ? gap.interval : union(gap.interval, clustered);
  return { ...gap, interval: [Math.max(-1, low), Math.min(1, high)], pValue: null };
}

/** The same batch in all runs where a way is arranged once. */
function batchKey(
  way: readonly BatchedAnswers[],
  { run, image, images }: Readonly<Record<'run' | 'image' | 'images', number>>,
): number {
  const of = run % way.length;
  return of * images + way[of]!.batches![image]!;
}
