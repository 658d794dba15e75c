import { rollup } from 'd3-array';
import { allResults, type Evidence, type EvaluationSource } from '../evidence/evidence.ts';
import { findArms, type Arm, type Arms } from './arm.ts';
import { compareSubjects, publishedCell, type Comparison } from './comparison.ts';
import { errorCell } from './error-cell.ts';
import { keyOf } from './key-of.ts';
import type { Cells } from './measured-cells.ts';
import { isOwnTest, type PublishedName } from './paper.ts';
import { findTestings, isDrawn, type Testing } from './testing.ts';

/** The training x testing error table with everything that refers to its cells. */
export interface ErrorTable extends Cells {
  /** The arm of any results, tested or not. */
  readonly armOf: Arms['of'];
  /** The arm of a checkpoint, if it was tested. */
  readonly armOfCheckpoint: Arms['ofCheckpoint'];
  /** One per subject (network on a data set) with its counterparts in the paper; usually there is one. */
  readonly comparisons: readonly Comparison[];
  /** The published error (0-1) for a cell, if the paper prints one. */
  publishedError(arm: Arm, test: Testing): number | undefined;
}

/** Builds the table; `paper` names the published experiment, `auto` takes the nearest, `none` leaves it out. */
export function buildErrorTable(evidence: Evidence, paper: PublishedName | 'auto' | 'none'): ErrorTable {
  const { evaluations } = evidence;
  const found = findArms(allResults(evidence));
  const { list: tests, of: testOf } = findTestings(evaluations);
  const tested = new Set(evaluations.map(found.of));
  const arms = found.list.filter((arm) => tested.has(arm));
  const cells = rollup(
    evaluations,
    (runs) => errorCell(distinctRuns(runs)),
    (source) => cellKey(found.of(source), testOf(source)),
  );
  const cell: Cells['cell'] = (arm, test) => cells.get(cellKey(arm, test));
  const comparisons = compareSubjects({ arms, tests, cell, paper });
  return {
    arms,
    tests,
    armOf: found.of,
    armOfCheckpoint: found.ofCheckpoint,
    comparisons,
    cell,
    publishedError(arm, test) {
      const comparison = comparisons.find(({ subject }) => subject.key === arm.subject.key);
      const name = publishedCell(arm, test, tests);
      const runs = cell(arm, test)?.runs ?? [];
      const isOwn = paper !== 'auto' || runs.every(({ facts }) => isOwnTest(facts));
      const error = name === undefined || !isOwn ? undefined : comparison?.own?.errors[name];
      return error === undefined ? undefined : error / 100;
    },
  };
}

/** The runs of a cell by their seeds, in which they differ: two of the same seeds are the same run, made twice. */
function distinctRuns(runs: readonly EvaluationSource[]): EvaluationSource[] {
  const seeds = ({ facts, provenance: { seeds: of } }: EvaluationSource) => {
    const calibration = facts.protocol.statistics === 'population' ? of.calibration : {};
    const arrangement = isDrawn(facts.protocol) ? facts.seed : null;
    return keyOf([facts.training.seed, arrangement, of.training, of.testData, calibration]);
  };
  const sorted = runs.toSorted(
    ({ facts: left }, { facts: right }) =>
      (left.training.seed ?? 0) - (right.training.seed ?? 0) || left.seed - right.seed,
  );
  const keys = sorted.map(seeds);
  return sorted.filter((_, index) => keys.indexOf(keys[index]!) === index);
}

function cellKey(arm: Arm, test: Testing): string {
  return `${arm.key}\n${test.key}`;
}
