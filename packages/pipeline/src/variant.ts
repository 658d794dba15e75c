import { basename, extname } from 'node:path';
import { isModulePath } from '@batchmates/stage';
import type { AxisValue } from './pipeline-file.ts';

/** The matrix values that distinguish one instance of a stage, by axis, in the order of its name. */
export type Variant = Readonly<Record<string, AxisValue>>;

/** Whether two variants have the same value on every axis that both have. */
export function agree(left: Variant, right: Variant): boolean {
  return Object.entries(left).every(([axis, value]) => !Object.hasOwn(right, axis) || right[axis] === value);
}

/** The natural join: every agreeing pair, merged; axes of `left` come first. */
export function join(left: readonly Variant[], right: readonly Variant[]): Variant[] {
  const pairs = left.flatMap((one) =>
    right.filter((other) => agree(one, other)).map((other) => ({ ...one, ...other })),
  );
  return [...new Map(pairs.map((variant) => [JSON.stringify(variant), variant])).values()];
}

/** Every combination of a matrix's values. */
export function combinations(matrix: Readonly<Record<string, readonly AxisValue[]>>): Variant[] {
  return Object.entries(matrix).reduce<Variant[]>(
    (variants, [axis, values]) =>
      join(
        variants,
        values.map((value) => ({ [axis]: value })),
      ),
    [{}],
  );
}

/** The instance's name, e.g. `train.balanced`: the stage and the values, dots in values written `_`. */
export function instanceName(stage: string, variant: Variant): string {
  return [stage, ...Object.values(variant).map(slug)].join('.');
}

function slug(value: AxisValue): string {
  const text = String(value);
  const name = isModulePath(text) ? basename(text, extname(text)) : text;
  return name.replaceAll('.', '_').replaceAll(/[^\w-]+/g, '-');
}
