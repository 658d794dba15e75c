import { rollup } from 'd3-array';
import { allFacts, type Evidence } from '../evidence/evidence.ts';
import { findArms, type Arm, type Arms } from './arm.ts';
import { compareSubjects, publishedCell, type Comparison } from './comparison.ts';
import { errorCell } from './error-cell.ts';
import type { Cells } from './measured-cells.ts';
import type { PublishedName } from './paper.ts';
import { findTestings, type Testing } from './testing.ts';

/** The training x testing error table with everything that refers to its cells. */
export interface ErrorTable extends Cells {
  /** The arm of any results, tested or not. */
  readonly armOf: Arms['of'];
  /** One per subject (network on a data set) with its counterparts in the paper; usually there is one. */
  readonly comparisons: readonly Comparison[];
  /** The published error (0-1) for a cell, if the paper prints one. */
  publishedError(arm: Arm, test: Testing): number | undefined;
}

/** Builds the table; `paper` names the published experiment, `auto` takes the nearest, `none` leaves it out. */
export function buildErrorTable(evidence: Evidence, paper: PublishedName | 'auto' | 'none'): ErrorTable {
  const { evaluations } = evidence;
  const found = findArms(allFacts(evidence));
  const { list: tests, of: testOf } = findTestings(evaluations.map(({ facts }) => facts));
  const arms = found.list.filter((arm) => evaluations.some(({ facts }) => found.of(facts) === arm));
  const cells = rollup(evaluations, errorCell, ({ facts }) => cellKey(found.of(facts), testOf(facts)));
  const cell: Cells['cell'] = (arm, test) => cells.get(cellKey(arm, test));
  const comparisons = compareSubjects({ arms, tests, cell, paper });
  return {
    arms,
    tests,
    armOf: found.of,
    comparisons,
    cell,
    publishedError(arm, test) {
      const name = publishedCell(arm, test, tests);
      const comparison = comparisons.find(({ subject }) => subject.key === arm.subject.key);
      const error = name === undefined ? undefined : comparison?.paper?.errors[name];
      return error === undefined ? undefined : error / 100;
    },
  };
}

function cellKey(arm: Arm, test: Testing): string {
  return `${arm.key}\n${test.key}`;
}
