/**
 * JSON text that depends on the value alone: keys sorted at every level, two-space indent, final newline.
 * `undefined` members are left out; numbers must be finite (throws a `TypeError` otherwise, since JSON would
 * silently turn them into `null`).
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), onlyFinite, 2)}\n`;
}

function onlyFinite(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  return value;
}

/** A copy whose objects have their keys in alphabetical order, at every depth. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}
