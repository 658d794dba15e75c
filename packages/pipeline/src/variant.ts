import { sameValue, shortValue, withoutFolder, type AxisValue } from './axis-value.ts';
import type { Scalar } from './pipeline-file.ts';

/** The matrix values that distinguish one instance of a stage, by axis, in the order of its name. */
export type Variant = Readonly<Record<string, AxisValue>>;

/** A variant as it is recorded and shown: the name of an object stands for it. */
export type ShortVariant = Readonly<Record<string, Scalar>>;

/** An instance as those that read it see it. */
export interface Source {
  readonly name: string;
  readonly variant: Variant;
}

/** Whether two variants have the same value on every axis that both have. The name of an object is the same as the object. */
export function agree(left: Variant, right: Variant): boolean {
  return Object.entries(left).every(
    ([axis, value]) => !Object.hasOwn(right, axis) || meansTheSame(value, right[axis]!),
  );
}

/** The natural join: every agreeing pair, merged; axes of `left` come first. */
export function join(left: readonly Variant[], right: readonly Variant[]): Variant[] {
  return distinct(
    left.flatMap((one) => right.filter((other) => agree(one, other)).map((other) => merge(one, other))),
  );
}

/** Every combination of a matrix's values. */
export function combinations(axes: Readonly<Record<string, readonly AxisValue[]>>): Variant[] {
  return Object.entries(axes).reduce<Variant[]>(
    (variants, [axis, values]) =>
      join(
        variants,
        values.map((value) => ({ [axis]: value })),
      ),
    [{}],
  );
}

/** Variants, each once. */
export function distinct(variants: readonly Variant[]): Variant[] {
  return [...new Map(variants.map((variant) => [JSON.stringify(variant), variant])).values()];
}

/** A variant as it is recorded and shown. */
export function shortVariant(variant: Variant): ShortVariant {
  return Object.fromEntries(Object.entries(variant).map(([axis, value]) => [axis, shortValue(value)]));
}

/** The instance's name, e.g. `train.balanced`: the stage and the values, dots in values written `_`. */
export function instanceName(stage: string, variant: Variant): string {
  return [stage, ...Object.values(variant).map(slug)].join('.');
}

function meansTheSame(left: AxisValue, right: AxisValue): boolean {
  if (typeof left === 'object' && typeof right === 'string') return left.name === right;
  if (typeof left === 'string' && typeof right === 'object') return left === right.name;
  return sameValue(left, right);
}

/** Both variants in one; of an object and its name, the object. */
function merge(left: Variant, right: Variant): Variant {
  const objects = Object.entries(left).filter(([, value]) => typeof value === 'object');
  return { ...left, ...right, ...Object.fromEntries(objects) };
}

function slug(value: AxisValue): string {
  return withoutFolder(String(shortValue(value)))
    .replaceAll('.', '_')
    .replaceAll(/[^\w-]+/g, '-');
}
