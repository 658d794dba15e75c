import { NamedValue, sameValue, shortValue, type AxisValue } from './axis-value.ts';
import { valuesOf, type Matrix } from './matrix.ts';
import type { Problem } from './problems.ts';
import { shortVariant, type Variant } from './variant.ts';

/** What is wrong with a `matrix:` by itself: what stands twice, and objects without a name of their own. Paths start below `matrix`. */
export function matrixProblems(matrix: Matrix): Problem[] {
  return [
    ...Object.entries(matrix.axes).flatMap(([axis, values]) => valueProblems(axis, values)),
    ...namelessIn('include', matrix.include),
    ...namelessIn('exclude', matrix.exclude),
    ...includedNames(matrix),
    ...repeatedEntries('include', matrix.include),
    ...repeatedEntries('exclude', matrix.exclude),
  ];
}

/** Each value of an axis makes instances of its own: one that stands twice is a slip, and each needs a name. */
function valueProblems(axis: string, values: readonly AxisValue[]): Problem[] {
  return values.flatMap((value, index): Problem[] => {
    const path = [axis, index];
    const nameless = namelessValue(value, path);
    if (nameless !== undefined) return [nameless];
    const before = values.slice(0, index);
    if (before.some((each) => sameValue(each, value))) {
      return [
        {
          code: 'pipeline/duplicate',
          path,
          expected: 'each value once',
          received: `${JSON.stringify(shortValue(value))} twice`,
          remedy: 'leave one of them out',
        },
      ];
    }
    return before.some((each) => sameName(each, value)) ? [sharedName(path, shortValue(value))] : [];
  });
}

function namelessIn(list: 'include' | 'exclude', entries: readonly Variant[]): Problem[] {
  return entries.flatMap((entry, index) =>
    Object.entries(entry).flatMap(([axis, value]) => namelessValue(value, [list, index, axis]) ?? []),
  );
}

function namelessValue(value: AxisValue, path: Problem['path']): Problem | undefined {
  if (!(value instanceof NamedValue) || value.name !== '') return undefined;
  return {
    code: 'pipeline/wrong-value',
    path,
    expected: 'an object with a text or number in it, or with a key name',
    received: JSON.stringify(value.value),
    remedy: 'add name: <what instances are called by>',
  };
}

function sharedName(path: Problem['path'], name: unknown): Problem {
  return {
    code: 'pipeline/duplicate',
    path,
    what: `two values would be called ${JSON.stringify(name)}`,
    expected: 'a name of its own for each object',
    remedy: 'add name: <what instances are called by>',
  };
}

/** Whether an object goes by the name of another value. */
function sameName(left: AxisValue, right: AxisValue): boolean {
  const objects = left instanceof NamedValue || right instanceof NamedValue;
  return objects && String(shortValue(left)) === String(shortValue(right));
}

/** An object in `include` may not go by the name of another value of its axis. */
function includedNames({ axes, include }: Matrix): Problem[] {
  return include.flatMap((entry, index) =>
    Object.entries(entry).flatMap(([axis, value]) => {
      const before = [
        ...valuesOf(axes, axis),
        ...include.slice(0, index).flatMap((other) => (Object.hasOwn(other, axis) ? [other[axis]!] : [])),
      ];
      return before.some((other) => sameName(other, value) && !sameValue(other, value))
        ? [sharedName(['include', index, axis], shortValue(value))]
        : [];
    }),
  );
}

function repeatedEntries(list: 'include' | 'exclude', entries: readonly Variant[]): Problem[] {
  const written = entries.map((entry) => JSON.stringify(Object.entries(entry).toSorted()));
  return entries.flatMap((entry, index) =>
    written.indexOf(written[index]!) === index
      ? []
      : [
          {
            code: 'pipeline/duplicate',
            path: [list, index],
            expected: 'each entry once',
            received: `${JSON.stringify(shortVariant(entry))} twice`,
            remedy: 'leave one of them out',
          },
        ],
  );
}
