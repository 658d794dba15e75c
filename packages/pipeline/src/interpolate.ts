import { NamedValue, nameOf } from './axis-value.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { lookUpAxis } from './look-up-axis.ts';
import { ExpressionError, parseExpression } from './parse-expression.ts';
import type { Problem } from './problems.ts';
import { REFERENCE } from './reference.ts';
import type { KeyPath } from './source-map.ts';
import type { Variant } from './variant.ts';

/** What replacing the `${...}` of a value gave. */
export interface Interpolated {
  readonly value: unknown;
  /** Names of axes that were used. */
  readonly used: ReadonlySet<string>;
  /** Expressions without a value, such as axes that do not exist; paths lead to the text they stand in. */
  readonly problems: readonly Problem[];
}

/**
 * Replaces `${...}` in every text inside `value`: the name of an axis, a key of an object (`${arm.batchSize}`), or arithmetic of these
 * and of numbers. A text that is one `${...}` takes the value itself, of its own type (`"${epochs}"` -> 30); inside a longer text
 * the value is written out, an object as its name. `$${` stands for a plain `${`.
 */
export function interpolate(value: unknown, variant: Variant): Interpolated {
  const used = new Set<string>();
  const problems: Problem[] = [];
  const lookUp = (name: string): unknown => {
    const found = lookUpAxis(name, variant);
    used.add(name.split('.')[0]!);
    return found;
  };
  const valueOf = (text: string, path: KeyPath): unknown => {
    try {
      return evaluateExpression(parseExpression(text), { text, lookUp });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problems.push({ ...error.problem, path });
      return '';
    }
  };
  const replace = (text: string, path: KeyPath): unknown => {
    const whole = /^\$\{([^{}]*)\}$/.exec(text);
    if (whole !== null) return contents(valueOf(whole[1]!.trim(), path));
    return text.replaceAll(REFERENCE, (_, expression: string | undefined) =>
      expression === undefined ? '${' : writtenOut(valueOf(expression.trim(), path)),
    );
  };
  const walk = (node: unknown, path: KeyPath): unknown => {
    if (typeof node === 'string') return replace(node, path);
    if (Array.isArray(node)) return node.map((item, index) => walk(item, [...path, index]));
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, member]) => [key, walk(member, [...path, key])]),
    );
  };
  return { value: walk(value, []), used, problems };
}

function contents(value: unknown): unknown {
  return value instanceof NamedValue ? value.value : value;
}

function writtenOut(value: unknown): string {
  if (value instanceof NamedValue) return value.name;
  return value !== null && typeof value === 'object' ? nameOf(value) : String(value);
}
