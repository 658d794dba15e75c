import { didYouMean, UserError } from '@batchmates/errors';
import { shuffle, type RandomStream } from '@batchmates/random';
import type { SubsetParams } from './subset-params.ts';

/** Which classes are kept, of which. */
export interface ClassChoice {
  readonly classNames: readonly string[];
  /** Names in their new order, or how many to draw; absent: all. */
  readonly wanted: SubsetParams['classes'];
  readonly stream: RandomStream;
}

/**
 * Labels of the data set that stand for the classes kept, in their new order. Drawn classes keep their order, and fewer of them lie within more.
 * Throws a `UserError` for a name that is none, or is there twice (`ingestion/unknown-class`), and for more classes than there are
 * (`ingestion/too-few-classes`).
 */
export function keptClasses({ classNames, wanted, stream }: ClassChoice): readonly number[] {
  const all = classNames.map((_, label) => label);
  if (wanted === undefined) return all;
  if (typeof wanted !== 'number')
    return wanted.map((name, index) => labelOf(name, index, wanted, classNames));
  if (wanted > all.length) {
    throw new UserError({
      code: 'ingestion/too-few-classes',
      what: 'classes',
      expected: `at most ${all.length}, the classes of the data set`,
      received: String(wanted),
    });
  }
  return shuffle(all, stream.split('classes'))
    .slice(0, wanted)
    .toSorted((a, b) => a - b);
}

function labelOf(
  name: string,
  index: number,
  wanted: readonly string[],
  classNames: readonly string[],
): number {
  const label = classNames.indexOf(name);
  if (label >= 0 && wanted.indexOf(name) === index) return label;
  throw new UserError({
    code: 'ingestion/unknown-class',
    what: `classes[${index}]`,
    expected: label >= 0 ? 'each class once' : `a class of the data set: ${classNames.join(', ')}`,
    received: name,
    remedy: label >= 0 ? 'leave the second out' : didYouMean(name, classNames),
  });
}
