import { points, pValue } from '@batchmates/metrics';
import { isShown, type PairedRow } from '../analysis/paired.ts';
import type { Cell, Column } from '../document/document.ts';

/** The column of `changeCell`. */
export const changeColumn: Column = { label: 'Change of error', detail: 'percentage points' };

/** The column of `correctedCell`. */
export const correctedColumn: Column = { label: 'p, corrected', detail: 'Holm' };

/** The change of error from the first to the second of two cells, with its 95 % interval. */
export function changeCell({ comparison }: Pick<PairedRow, 'comparison'>): Cell {
  const [low, high] = comparison.interval.map(points);
  return { text: points(comparison.difference), details: [`${low} to ${high}`] };
}

/** The p-value after correction, and whether it shows a difference. */
export function correctedCell(row: Pick<PairedRow, 'adjusted'>): Cell {
  const verdict = isShown(row) ? { strong: true } : { details: ['no difference shown'] };
  return { text: pValue(row.adjusted), ...verdict };
}
