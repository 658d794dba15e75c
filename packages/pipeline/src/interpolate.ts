import type { AxisValue } from './pipeline-file.ts';
import type { KeyPath } from './source-map.ts';

/** What replacing the `${axis}` of a value gave. */
export interface Interpolated {
  readonly value: unknown;
  /** Names of axes that were used. */
  readonly used: ReadonlySet<string>;
  /** References to axes that do not exist, with the path to the string they stand in. */
  readonly unknown: readonly { readonly name: string; readonly path: KeyPath }[];
}

/**
 * Replaces `${axis}` in every string inside `value`. A string that is one reference takes the value itself, of its
 * own type (`"${epochs}"` -> 30); inside a longer string the value is written out. `$${` stands for a plain `${`.
 */
export function interpolate(value: unknown, variant: Readonly<Record<string, AxisValue>>): Interpolated {
  const used = new Set<string>();
  const unknown: { name: string; path: KeyPath }[] = [];
  const lookUp = (name: string, path: KeyPath): AxisValue => {
    if (!Object.hasOwn(variant, name)) {
      unknown.push({ name, path });
      return '';
    }
    used.add(name);
    return variant[name]!;
  };
  const replace = (text: string, path: KeyPath): AxisValue => {
    const whole = /^\$\{([^{}]*)\}$/.exec(text);
    if (whole !== null) return lookUp(whole[1]!.trim(), path);
    return text.replaceAll(/\$\$\{|\$\{([^{}]*)\}/g, (found, name: string | undefined) =>
      name === undefined ? '${' : found && String(lookUp(name.trim(), path)),
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
  return { value: walk(value, []), used, unknown };
}
