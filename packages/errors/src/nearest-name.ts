import { closest, distance } from 'fastest-levenshtein';

/** The known name that `name` is probably a misspelling of; `undefined` when none is near (a third of its letters). */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = name.toLowerCase();
  const exceptCase = known.find((each) => each.toLowerCase() === lower);
  if (exceptCase !== undefined) return exceptCase;
  const nearest = closest(name, known);
  const edits = distance(name, nearest);
  // Of a name of one or two letters nothing would be left.
  return edits < name.length && edits <= Math.max(2, Math.floor(name.length / 3)) ? nearest : undefined;
}

/** The remedy of a message about an unknown name: `did you mean "epochs"?`, or `undefined` when no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const nearest = nearestName(name, known);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}
