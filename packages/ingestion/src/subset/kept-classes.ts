import { didYouMean, UserError } from '@batchmates/errors';

/** Labels of the data set that stand for the classes kept, in their new order. Throws a `UserError` (`ingestion/unknown-class`) for a name that is none, or is there twice. */
export function keptClasses(
  classNames: readonly string[],
  wanted: readonly string[] | undefined,
): readonly number[] {
  if (wanted === undefined) return classNames.map((_, label) => label);
  return wanted.map((name, index) => {
    const label = classNames.indexOf(name);
    if (label >= 0 && wanted.indexOf(name) === index) return label;
    throw new UserError({
      code: 'ingestion/unknown-class',
      what: `classes[${index}]`,
      expected: label >= 0 ? 'each class once' : `a class of the data set: ${classNames.join(', ')}`,
      received: name,
      remedy: label >= 0 ? 'leave the second out' : didYouMean(name, classNames),
    });
  });
}
