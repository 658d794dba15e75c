import { UserError } from '@batchmates/errors';
import type { SubsetParams } from './subset-params.ts';

/** Images wanted of each class. */
export interface ImagesWanted {
  readonly wanted: SubsetParams['trainPerClass'];
  /** The parameter, for messages. */
  readonly parameter: string;
  /** How many there are of each class. */
  readonly available: readonly number[];
  readonly classNames: readonly string[];
}

/**
 * Images to take of each class, in the order of the classes. With `{ most, imbalance }` class `k` of `n` has
 * `most * imbalance^(-k / (n - 1))`, rounded, at least one. Throws a `UserError` (`ingestion/subset`) when a class has too few.
 */
export function imagesPerClass({
  wanted,
  parameter,
  available,
  classNames,
}: ImagesWanted): readonly number[] {
  if (wanted === undefined) return available;
  const counts = countsOf(wanted, classNames.length);
  if (counts.length !== classNames.length) {
    throw new UserError({
      code: 'ingestion/subset',
      what: parameter,
      expected: `a number for each of the ${classNames.length} classes`,
      received: `${counts.length}`,
      remedy: 'write one for each class, or one number for all',
    });
  }
  const short = counts.findIndex((count, label) => count > available[label]!);
  if (short < 0) return counts;
  throw new UserError({
    code: 'ingestion/subset',
    what: parameter,
    expected: `at most the ${available[short]} images of class ${classNames[short]}`,
    received: `${counts[short]}`,
    remedy: `ask for at most ${available[short]}, give each class a number of its own, or keep other classes`,
  });
}

function countsOf(wanted: NonNullable<SubsetParams['trainPerClass']>, classes: number): readonly number[] {
  if (typeof wanted === 'number') return Array.from({ length: classes }, () => wanted);
  if ('imbalance' in wanted) {
    const { most, imbalance } = wanted;
    return Array.from({ length: classes }, (_, label) =>
      Math.max(1, Math.round(most * imbalance ** (-label / Math.max(1, classes - 1)))),
    );
  }
  return wanted;
}
