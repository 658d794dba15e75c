import type { EvaluationSource } from '../evidence/evidence.ts';
import type { Arm } from './arm.ts';
import type { ErrorTable } from './error-table.ts';
import { measuredCells } from './measured-cells.ts';
import { publishedCells } from './paper.ts';
import type { Testing } from './testing.ts';

/** A cell of the table that a figure shows in detail, by its first run. */
export interface KeyCell {
  readonly arm: Arm;
  readonly test: Testing;
  readonly run: EvaluationSource;
  /** How many runs the cell has. */
  readonly runs: number;
}

/**
 * The cells that figures show in detail, at most `most`: those the paper prints (its three comparisons), then the control
 * (balanced training on random batches), then others in the table's order.
 */
export function keyCells(table: ErrorTable, most: number): KeyCell[] {
  const all = measuredCells(table);
  const printed = publishedCells.flatMap((cell) => table.comparisons[0]?.counterpart(cell) ?? []);
  const controls = all.filter(
    ({ arm, test: { protocol } }) =>
      arm.composition.kind === 'balanced' && protocol.composition.kind === 'random' && !protocol.shuffles,
  );
  const found = [...printed, ...controls, ...all].map(({ arm, test, cell }) => ({
    arm,
    test,
    run: cell.runs[0]!,
    runs: cell.runs.length,
  }));
  return [...new Map(found.map((each) => [each.run, each])).values()].slice(0, most);
}
