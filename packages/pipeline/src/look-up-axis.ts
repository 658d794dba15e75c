import { didYouMean } from '@batchmates/errors';
import { NamedValue, shortValue } from './axis-value.ts';
import { ExpressionError } from './parse-expression.ts';
import type { Variant } from './variant.ts';

/**
 * The value of an axis, or with dots of a key of its object, at any depth; `<axis>.name` is the name of the object. Throws an
 * `ExpressionError` where there is none.
 */
export function lookUpAxis(reference: string, variant: Variant): unknown {
  const [axis, ...keys] = reference.split('.') as [string, ...string[]];
  if (!Object.hasOwn(variant, axis)) throw unknownAxis(reference, variant);
  const value = variant[axis]!;
  if (keys.length === 0) return value;
  if (!(value instanceof NamedValue)) {
    throw new ExpressionError({
      code: 'pipeline/unknown-axis',
      what: `no key "${keys.join('.')}" of matrix axis ${axis}`,
      expected: 'an object as its value',
      received: JSON.stringify(value),
    });
  }
  return keys.reduce<unknown>(
    (node, key, index) => memberOf(node, key, [axis, ...keys.slice(0, index)].join('.')),
    { ...value.value, name: value.name },
  );
}

function memberOf(node: unknown, key: string, path: string): unknown {
  if (node !== null && typeof node === 'object' && Object.hasOwn(node, key))
    return (node as Record<string, unknown>)[key];
  const keys = node !== null && typeof node === 'object' ? Object.keys(node) : [];
  throw new ExpressionError({
    code: 'pipeline/unknown-axis',
    what: `no key "${key}" in ${path}`,
    expected: keys.length === 0 ? 'an object' : `one of ${keys.join(', ')}`,
    ...(keys.length === 0 && { received: JSON.stringify(node) }),
    remedy: didYouMean(key, keys),
  });
}

function unknownAxis(reference: string, variant: Variant): ExpressionError {
  const [axis] = reference.split('.') as [string];
  const axes = Object.keys(variant);
  return new ExpressionError({
    code: 'pipeline/unknown-axis',
    what: `no matrix axis "${axis}"`,
    expected: axes.length === 0 ? 'a matrix on this stage or one before it' : `one of ${axes.join(', ')}`,
    remedy: remedyFor(axis, variant),
  });
}

/** A key of an object may have been written without the axis, or a difference without spaces. */
function remedyFor(axis: string, variant: Variant): string | undefined {
  const owner = Object.entries(variant).find(
    ([, value]) => value instanceof NamedValue && Object.hasOwn(value.value, axis),
  );
  if (owner !== undefined) return `did you mean "${owner[0]}.${axis}"?`;
  const minuend = Object.entries(variant).find(
    ([other, value]) => axis.startsWith(`${other}-`) && typeof shortValue(value) === 'number',
  );
  if (minuend !== undefined)
    return `for a difference put spaces around the minus: ${minuend[0]} - ${axis.slice(minuend[0].length + 1)}`;
  return didYouMean(axis, Object.keys(variant));
}
