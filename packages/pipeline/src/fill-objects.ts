import { NamedValue, type AxisValue } from './axis-value.ts';
import { interpolate } from './interpolate.ts';
import type { Problem } from './problems.ts';
import type { Variant } from './variant.ts';

/** What replacing the `${...}` inside the objects of a variant gave. */
export interface Filled {
  readonly variant: Variant;
  /** Names of axes that were used. */
  readonly used: ReadonlySet<string>;
  /** Paths start with the axis and lead into its object. */
  readonly problems: readonly Problem[];
}

/**
 * Replaces `${...}` in the objects of a variant by values of its other axes, so that an object can follow another axis:
 * `{ kind: balanced, samplesPerClass: '${samplesPerClass}' }`. The axes that it can name are those without such objects.
 */
export function fillObjects(variant: Variant): Filled {
  const entries = Object.entries(variant);
  const known = Object.fromEntries(entries.filter(([, value]) => !isOpen(value)));
  const used = new Set<string>();
  const problems: Problem[] = [];
  const filled = entries.map(([axis, value]): [string, AxisValue] => {
    if (!isOpen(value)) return [axis, value];
    const result = interpolate(value.value, known);
    result.used.forEach((each) => used.add(each));
    problems.push(...result.problems.map((problem) => ({ ...problem, path: [axis, ...problem.path] })));
    return [axis, new NamedValue(value.name, result.value as Record<string, unknown>, false)];
  });
  return { variant: Object.fromEntries(filled), used, problems };
}

function isOpen(value: AxisValue): value is NamedValue {
  return value instanceof NamedValue && value.open;
}
