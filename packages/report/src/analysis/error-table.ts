import type { Evidence, ResultsSource } from '../evidence/evidence.ts';
import { findArms, type Arm, type Arms } from './arm.ts';
import { compareSubjects, publishedCell, type Comparison } from './comparison.ts';
import { errorCell, type ErrorCell } from './error-cell.ts';
import type { PublishedName } from './paper.ts';
import { findTestWays, type Tested, type TestWay } from './test-way.ts';

/** The training x testing error table with everything that refers to its cells. */
export interface ErrorTable {
  readonly arms: readonly Arm[];
  readonly tests: readonly TestWay[];
  /** The arm of any results, tested or not. */
  readonly armOf: Arms['of'];
  /** One per subject (network on a data set) with its counterparts in the paper; usually there is one. */
  readonly comparisons: readonly Comparison[];
  /** Undefined where nothing was measured. */
  cell(arm: Arm, test: TestWay): ErrorCell | undefined;
  /** The published error (0-1) for a cell, if the paper prints one. */
  publishedError(arm: Arm, test: TestWay): number | undefined;
}

/** Builds the table; `paper` names the published experiment, `auto` takes the nearest, `none` leaves it out. */
export function buildErrorTable(evidence: Evidence, paper: PublishedName | 'auto' | 'none'): ErrorTable {
  const tested: readonly ResultsSource<Tested>[] = [...evidence.evaluations, ...evidence.assignments];
  const found = findArms(
    [...tested, ...evidence.pseudoLabels, ...evidence.circulations].map(({ metrics }) => metrics),
  );
  const { list: tests, of: testOf } = findTestWays(tested.map(({ metrics }) => metrics));
  const arms = found.list.filter((arm) => tested.some(({ metrics }) => found.of(metrics) === arm));
  const runs = new Map<string, ResultsSource<Tested>[]>();
  for (const source of tested) {
    const place = placeOf(found.of(source.metrics), testOf(source.metrics));
    runs.set(place, [...(runs.get(place) ?? []), source]);
  }
  const cell: ErrorTable['cell'] = (arm, test) => {
    const here = runs.get(placeOf(arm, test));
    return here === undefined ? undefined : errorCell(here);
  };
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

function placeOf(arm: Arm, test: TestWay): string {
  return `${arm.key}\n${test.key}`;
}
