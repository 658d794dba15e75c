import type { Arm } from './arm.ts';
import type { ErrorCell } from './error-cell.ts';
import type { Testing } from './testing.ts';

/** The rows, columns and cells of an error table. */
export interface Cells {
  readonly arms: readonly Arm[];
  readonly tests: readonly Testing[];
  /** Undefined where nothing was measured. */
  cell(arm: Arm, test: Testing): ErrorCell | undefined;
}

/** A cell with its row and column. */
export interface MeasuredCell {
  readonly arm: Arm;
  readonly test: Testing;
  readonly cell: ErrorCell;
}

/** Every cell in which something was measured, row by row. */
export function measuredCells({ arms, tests, cell }: Cells): MeasuredCell[] {
  return arms.flatMap((arm) =>
    tests.flatMap((test) => {
      const found = cell(arm, test);
      return found === undefined ? [] : [{ arm, test, cell: found }];
    }),
  );
}

/** One line for a cell: `Balanced / Balanced batches (batch statistics)`. */
export function cellLabel({ arm, test }: Pick<MeasuredCell, 'arm' | 'test'>): string {
  return `${arm.label} / ${test.name}`;
}
