import type { Evidence, ResultsSource } from '../evidence/evidence.ts';
import { findArms, type Arm, type Arms } from './arm.ts';
import { errorCell, type ErrorCell } from './error-cell.ts';
import {
  published,
  nearestExperiment,
  type PublishedCell,
  type PublishedExperiment,
  type PublishedName,
} from './paper.ts';
import { findTestWays, type Tested, type TestWay } from './test-way.ts';

/** The training x testing error table with everything that refers to its cells. */
export interface ErrorTable {
  readonly arms: readonly Arm[];
  readonly tests: readonly TestWay[];
  /** The arm of any results, tested or not. */
  readonly armOf: Arms['of'];
  /** The experiment of the paper that stands beside ours. */
  readonly paper: PublishedExperiment | undefined;
  /** Undefined where nothing was measured. */
  cell(arm: Arm, test: TestWay): ErrorCell | undefined;
  /** The published error (0-1) for a cell, if the paper prints one. */
  publishedError(arm: Arm, test: TestWay): number | undefined;
  /** Our cell for a cell of the paper: the first arm of the strategy that has it. */
  counterpart(
    cell: PublishedCell,
  ): { readonly arm: Arm; readonly test: TestWay; readonly cell: ErrorCell } | undefined;
}

/** Builds the table; `paper` names the published experiment, `auto` takes the nearest, `none` leaves it out. */
export function buildErrorTable(evidence: Evidence, paper: PublishedName | 'auto' | 'none'): ErrorTable {
  const tested: readonly ResultsSource<Tested>[] = [...evidence.evaluations, ...evidence.assignments];
  const armsFound = findArms(
    [...tested, ...evidence.pseudoLabels, ...evidence.circulations].map(({ metrics }) => metrics),
  );
  const tests = findTestWays(tested.map(({ metrics }) => metrics));
  const arms = armsFound.list.filter((arm) => tested.some(({ metrics }) => armsFound.of(metrics) === arm));
  const cells = new Map<string, ResultsSource<Tested>[]>();
  for (const source of tested) {
    const place = placeOf(armsFound.of(source.metrics), tests.of(source.metrics));
    cells.set(place, [...(cells.get(place) ?? []), source]);
  }
  const experiment = chooseExperiment(tested, paper);
  const table: ErrorTable = {
    arms,
    tests: tests.list,
    armOf: armsFound.of,
    paper: experiment,
    cell(arm, test) {
      const runs = cells.get(placeOf(arm, test));
      return runs === undefined ? undefined : errorCell(runs);
    },
    publishedError(arm, test) {
      const cell = publishedCell(arm, test, tests.list);
      const error = cell === undefined ? undefined : experiment?.errors[cell];
      return error === undefined ? undefined : error / 100;
    },
    counterpart(wanted) {
      for (const arm of arms) {
        for (const test of tests.list) {
          const cell = publishedCell(arm, test, tests.list) === wanted ? table.cell(arm, test) : undefined;
          if (cell !== undefined) return { arm, test, cell };
        }
      }
      return undefined;
    },
  };
  return table;
}

function placeOf(arm: Arm, test: TestWay): string {
  return `${arm.key}\n${test.key}`;
}

/** Which cell of the paper a cell of ours answers to. The paper's standard test uses population statistics. */
function publishedCell(
  { strategy }: Arm,
  { protocol, statistics }: TestWay,
  tests: readonly TestWay[],
): PublishedCell | undefined {
  if (strategy !== 'standard' && strategy !== 'balanced') return undefined;
  if (protocol === 'standard') {
    const hasPopulation = tests.some(
      (test) => test.protocol === 'standard' && test.statistics === 'population',
    );
    return statistics === 'population' || !hasPopulation ? `${strategy}/standard` : undefined;
  }
  if (strategy === 'standard') return undefined;
  if (protocol === 'balanced') return 'balanced/balanced';
  return protocol === 'shuffled-balanced' ? 'balanced/shuffled-balanced' : undefined;
}

function chooseExperiment(
  tested: readonly ResultsSource<Tested>[],
  paper: PublishedName | 'auto' | 'none',
): PublishedExperiment | undefined {
  if (paper === 'none') return undefined;
  if (paper !== 'auto') return published[paper];
  const experiments = new Set(
    tested.map(({ metrics }) =>
      nearestExperiment({ network: metrics.network.name, classes: metrics.dataset.classNames.length }),
    ),
  );
  // Results of several kinds have no one experiment beside them.
  return experiments.size === 1 ? [...experiments][0] : undefined;
}
