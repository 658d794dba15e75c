import type { ResultsSource } from '../evidence/evidence.ts';
import type { Arm } from './arm.ts';
import type { ErrorTable } from './error-table.ts';
import { publishedCells } from './paper.ts';
import type { Tested, TestWay } from './test-way.ts';

/** A cell of the table that a figure shows in detail, by its first run. */
export interface KeyPlace {
  readonly arm: Arm;
  readonly test: TestWay;
  readonly run: ResultsSource<Tested>;
}

/**
 * The cells that figures show in detail, at most `most`: those the paper prints (its three comparisons), then the control
 * (balanced training on random batches), then others in the table's order.
 */
export function keyPlaces(table: ErrorTable, most: number): KeyPlace[] {
  const printed = publishedCells.map((cell) => table.comparisons[0]?.counterpart(cell));
  const controls = allPlaces(table).filter(
    ({ arm, test }) => arm.strategy === 'balanced' && test.protocol === 'random',
  );
  const places: KeyPlace[] = [];
  for (const place of [...printed, ...controls, ...allPlaces(table)]) {
    const run = place?.cell.runs[0];
    if (place === undefined || run === undefined || places.some((each) => each.run === run)) continue;
    places.push({ arm: place.arm, test: place.test, run });
  }
  return places.slice(0, most);
}

function allPlaces({ arms, tests, cell }: ErrorTable) {
  return arms.flatMap((arm) =>
    tests.flatMap((test) => {
      const found = cell(arm, test);
      return found === undefined ? [] : [{ arm, test, cell: found }];
    }),
  );
}
