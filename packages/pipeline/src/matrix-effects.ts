import { didYouMean } from '@batchmates/errors';
import { axesOf, hasAll, keptRows, matrixRows, productRows, type Matrix } from './matrix.ts';
import type { Problem } from './problems.ts';
import { agree, join, shortVariant, type Variant } from './variant.ts';

/**
 * What is wrong with a matrix among the variants that the inputs bring: entries without effect, and combinations that lack a value. Paths
 * start below `matrix`.
 */
export function matrixEffects(matrix: Matrix, inherited: readonly Variant[]): Problem[] {
  // Without an instance to read, which has a reason of its own, nothing has an effect.
  if (inherited.length === 0) return [];
  const useless = [...excludeProblems(matrix, inherited), ...includeProblems(matrix, inherited)];
  return useless.length > 0 ? useless : incompleteRows(matrix, inherited);
}

function excludeProblems(matrix: Matrix, inherited: readonly Variant[]): Problem[] {
  const product = productRows(matrix, inherited);
  const axes = [...new Set([...inherited, ...product].flatMap((row) => Object.keys(row)))];
  const problems = matrix.exclude.flatMap((entry, index): Problem[] => {
    const path = ['exclude', index];
    const unknown = Object.keys(entry).filter((axis) => !axes.includes(axis));
    if (unknown.length > 0) {
      return unknown.map((axis) => ({
        code: 'pipeline/unknown-axis',
        path: [...path, axis],
        what: 'is no axis that combinations are made of',
        expected: axes.length === 0 ? 'an axis beside exclude' : `one of ${axes.join(', ')}`,
        remedy: didYouMean(axis, axes),
      }));
    }
    if (Object.keys(entry).length > 0 && (product.length === 0 || product.some((row) => hasAll(row, entry))))
      return [];
    return [
      {
        code: 'pipeline/no-effect',
        path,
        what: 'leaves nothing out',
        expected: 'values that some combination has',
        received: shown(entry),
      },
    ];
  });
  if (problems.length > 0 || matrix.exclude.length === 0 || product.length === 0) return problems;
  return matrixRows(matrix, inherited).length > 0
    ? []
    : [
        {
          code: 'pipeline/empty-matrix',
          path: ['exclude'],
          what: 'plans nothing: every combination is left out',
          expected: 'entries that leave some of them',
          received: `all ${product.length} left out`,
        },
      ];
}

/** An entry without which the combinations are the same is a slip. */
function includeProblems(matrix: Matrix, inherited: readonly Variant[]): Problem[] {
  const rows = canonical(matrixRows(matrix, inherited));
  return matrix.include.flatMap((entry, index): Problem[] => {
    const include = matrix.include.filter((other) => other !== entry);
    if (canonical(matrixRows({ ...matrix, include }, inherited)) !== rows) return [];
    const alone = !keptRows(matrix, inherited).some((row) => agree(row, entry));
    const strange = alone && join(inherited, [entry]).length === 0;
    return [
      {
        code: 'pipeline/no-effect',
        path: ['include', index],
        what: 'changes nothing',
        expected: strange
          ? `values that the inputs bring, which are ${inherited.map(shown).join(', ')}`
          : 'values that no combination has yet, and that no later entry replaces',
        received: shown(entry),
      },
    ];
  });
}

/** Instances are rows of one table: each has a value on every axis. */
function incompleteRows(matrix: Matrix, inherited: readonly Variant[]): Problem[] {
  const rows = matrixRows(matrix, inherited);
  const axes = [...new Set([...axesOf(matrix), ...rows.flatMap((row) => Object.keys(row))])];
  return rows.flatMap((row): Problem[] => {
    const missing = axes.filter((axis) => !Object.hasOwn(row, axis));
    if (missing.length === 0) return [];
    return [
      {
        code: 'pipeline/incomplete-matrix',
        path: ['include'],
        what: `leaves ${shown(row)} without ${missing.join(' and ')}`,
        expected: 'a value on every axis in every combination',
        remedy: 'add the missing values to entries of include',
      },
    ];
  });
}

function canonical(rows: readonly Variant[]): string {
  return JSON.stringify(rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted());
}

function shown(variant: Variant): string {
  return JSON.stringify(shortVariant(variant));
}
