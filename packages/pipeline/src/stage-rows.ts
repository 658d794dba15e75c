import { shortValue } from './axis-value.ts';
import { fillObjects, type Filled } from './fill-objects.ts';
import { matrixEffects } from './matrix-effects.ts';
import { matrixProblems } from './matrix-problems.ts';
import { matrixRows, readMatrix, valuesOf, type Matrix } from './matrix.ts';
import type { Problem, Problems } from './problems.ts';
import type { Variant } from './variant.ts';
import type { WiredStage } from './wiring.ts';

/**
 * The combinations of a stage's matrix with what its inputs bring (`inherited`), `${...}` in objects replaced. `undefined` where the
 * matrix is wrong; what is wrong goes to `problems`.
 */
export function stageRows(
  { name, entry }: WiredStage,
  inherited: readonly Variant[],
  problems: Problems,
): readonly Filled[] | undefined {
  if (entry.matrix === undefined) return undefined;
  const matrix = readMatrix(entry.matrix);
  const wrong = matrixProblems(matrix);
  const found = wrong.length > 0 ? wrong : matrixEffects(matrix, inherited);
  const rows = found.length > 0 ? [] : matrixRows(matrix, inherited).map(fillObjects);
  const all = [...found, ...rows.flatMap((row) => row.problems.map((each) => inMatrix(each, row, matrix)))];
  for (const problem of all) problems.add({ ...problem, path: ['stages', name, 'matrix', ...problem.path] });
  return all.length > 0 ? undefined : rows;
}

/** A problem inside an object, at the place where the object is written. */
function inMatrix(
  { path: [axis, ...inside], ...problem }: Problem,
  { variant }: Filled,
  { axes, include }: Matrix,
): Problem {
  const name = shortValue(variant[axis!]!);
  const named = (values: Variant, key: string | number): boolean =>
    Object.hasOwn(values, key) && shortValue(values[key]!) === name;
  const listed = valuesOf(axes, String(axis)).findIndex((value) => shortValue(value) === name);
  const place =
    listed >= 0 ? [axis!, listed] : ['include', include.findIndex((entry) => named(entry, axis!)), axis!];
  return { ...problem, path: [...place, ...inside] };
}
