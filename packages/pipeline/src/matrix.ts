import { axisValue, type AxisValue } from './axis-value.ts';
import type { WrittenMatrix, WrittenValue } from './pipeline-file.ts';
import { agree, combinations, distinct, join, type Variant } from './variant.ts';

/** A stage's `matrix:`, its objects named. */
export interface Matrix {
  readonly axes: Readonly<Record<string, readonly AxisValue[]>>;
  /** Values that are added to combinations, or are combinations of their own. */
  readonly include: readonly Variant[];
  /** Values whose combinations are left out. */
  readonly exclude: readonly Variant[];
}

/** Reads `matrix:`. In `include`, the name of an object of an axis stands for the object. */
export function readMatrix({ include = [], exclude = [], ...written }: WrittenMatrix): Matrix {
  const axes = Object.fromEntries(
    Object.entries(written as Record<string, WrittenValue[]>).map(([axis, values]) => [
      axis,
      values.map(axisValue),
    ]),
  );
  const entry = (values: Readonly<Record<string, WrittenValue>>): Variant =>
    Object.fromEntries(Object.entries(values).map(([axis, value]) => [axis, axisValue(value)]));
  return {
    axes,
    include: include.map(entry).map((values) => withObjects(values, axes)),
    exclude: exclude.map(entry),
  };
}

/**
 * The combinations of a stage, by the rules of GitHub Actions, with what the inputs bring (`inherited`: their variants) as further
 * axes:
 *
 * 1. every combination of the values of the axes, joined with what is inherited; none where there is `include` and no axis;
 * 2. less those that have all the values of an entry of `exclude`;
 * 3. then each entry of `include` in turn is added to every combination of 2 that has no other value on an axis of 1. It may replace what
 *    an earlier entry added. An entry that fits none is a combination of its own, which later entries leave alone.
 */
export function matrixRows(matrix: Matrix, inherited: readonly Variant[]): Variant[] {
  const rows = keptRows(matrix, inherited).map((original): Extended => ({ original, added: {} }));
  const own: Variant[] = [];
  for (const entry of matrix.include) {
    const fitting = rows.filter(({ original }) => agree(original, entry));
    if (fitting.length === 0) own.push(...join(inherited, [entry]));
    for (const row of fitting) row.added = { ...row.added, ...entry };
  }
  const all = [...rows.map(({ original, added }) => ({ ...added, ...original })), ...own];
  return distinct(all.map((row) => inOrderOf(row, { matrix, inherited })));
}

/** A combination of 2, and what entries added to it. */
interface Extended {
  readonly original: Variant;
  added: Variant;
}

/** Steps 1 and 2 of `matrixRows`. */
export function keptRows(matrix: Matrix, inherited: readonly Variant[]): Variant[] {
  return productRows(matrix, inherited).filter((row) => !matrix.exclude.some((entry) => hasAll(row, entry)));
}

/** Step 1 of `matrixRows`. */
export function productRows({ axes, include }: Matrix, inherited: readonly Variant[]): Variant[] {
  if (Object.keys(axes).length === 0 && include.length > 0) return [];
  return join(inherited, combinations(axes));
}

/** Whether a combination has every value of an entry. */
export function hasAll(row: Variant, entry: Variant): boolean {
  return Object.keys(entry).every((axis) => Object.hasOwn(row, axis)) && agree(row, entry);
}

/** Every axis of a matrix: those with a list of values, then those that `include` alone gives. */
export function axesOf({ axes, include }: Matrix): string[] {
  return [...new Set([...Object.keys(axes), ...include.flatMap((entry) => Object.keys(entry))])];
}

/** The values that a matrix lists for an axis. */
export function valuesOf(axes: Matrix['axes'], axis: string): readonly AxisValue[] {
  return Object.hasOwn(axes, axis) ? axes[axis]! : [];
}

function withObjects(entry: Variant, axes: Matrix['axes']): Variant {
  return Object.fromEntries(
    Object.entries(entry).map(([axis, value]) => [
      axis,
      valuesOf(axes, axis).find((each) => typeof each === 'object' && each.name === value) ?? value,
    ]),
  );
}

/** All combinations have their axes in one order, which is that of their names. */
function inOrderOf(
  row: Variant,
  { matrix, inherited }: { readonly matrix: Matrix; readonly inherited: readonly Variant[] },
): Variant {
  const order = new Set([...inherited.flatMap((variant) => Object.keys(variant)), ...axesOf(matrix)]);
  return Object.fromEntries(
    [...order].filter((axis) => Object.hasOwn(row, axis)).map((axis) => [axis, row[axis]!]),
  );
}
