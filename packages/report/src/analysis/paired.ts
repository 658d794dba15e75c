import { capital, compareRuns, holm, points, pValue, type RunsComparison } from '@batchmates/metrics';
import type { EvaluationSource } from '../evidence/evidence.ts';
import type { Arm } from './arm.ts';
import type { ErrorCell } from './error-cell.ts';
import { keyOf } from './key-of.ts';
import type { Cells } from './measured-cells.ts';
import { compareValues, differences, settingName, tellSetting } from './settings.ts';
import { isDrawn, isStandardTest, type Testing } from './testing.ts';

/** Two cells of the table, compared on the very same images, run by run of the same seeds. */
export interface PairedRow {
  /** What both have in common: the way of training, or of testing. */
  readonly common: string;
  /** The one thing in which they differ, e.g. `batching`, `width`, `protocol`. */
  readonly differsIn: string;
  readonly first: string;
  readonly second: string;
  readonly comparison: RunsComparison;
  /** The p-value after Holm's correction over its family. */
  readonly adjusted: number;
  readonly cells: readonly [ErrorCell | undefined, ErrorCell | undefined];
  /** The runs compared, in pairs. */
  readonly sources: readonly (readonly [EvaluationSource, EvaluationSource])[];
}

/** Two families of comparisons, each corrected by itself. */
export interface PairedTests {
  /** The same network under other ways of testing, against its standard test. */
  readonly ofTests: readonly PairedRow[];
  /** Networks that were trained in another way, under the same test. */
  readonly ofArms: readonly PairedRow[];
}

/** Two cells to compare, and what to call them. */
type CellPair = Pick<PairedRow, 'common' | 'differsIn' | 'first' | 'second' | 'cells'>;

/** Compares every two cells that differ in one thing and were measured on the same images. */
export function pairedTests(table: Cells): PairedTests {
  return { ofTests: family(testPairs(table)), ofArms: family(armPairs(table)) };
}

/** Compares two cells, if some of their runs are of the same seeds and predicted the same images of the same views. */
export function compareCells(
  first: ErrorCell | undefined,
  second: ErrorCell | undefined,
): Pick<PairedRow, 'comparison' | 'sources'> | undefined {
  const sources = pairsBySeed(first, second);
  if (sources.length === 0) return undefined;
  const comparison = compareRuns(
    sources.map(([one, other]) => [one.predictions, other.predictions] as const),
    sources.map(([one]) => sources.findIndex(([first]) => sameImages(first, one))),
  );
  return { sources, comparison };
}

/** Above it, a difference may well be chance. */
const LEVEL = 0.05;

/** Whether a comparison shows a difference, after correction. */
export function isShown({ adjusted }: Pick<PairedRow, 'adjusted'>): boolean {
  return adjusted < LEVEL;
}

/** A difference with its interval and its p-value after correction: `−5.70 percentage points (95 % interval −6.90 to −4.50), p 0.003`. */
export function tellDifference({ comparison, adjusted }: Pick<PairedRow, 'comparison' | 'adjusted'>): string {
  const { difference, interval } = comparison;
  const [low, high] = interval.map(points);
  return `${points(difference)} percentage points (95 % interval ${low} to ${high}), p ${pValue(adjusted)}`;
}

function family(pairs: readonly CellPair[]): PairedRow[] {
  const rows = pairs.flatMap((pair) => {
    const compared = compareCells(...pair.cells);
    return compared === undefined ? [] : [{ ...pair, ...compared }];
  });
  const adjusted = holm(rows.map(({ comparison }) => comparison.pValue));
  return rows.map((row, index) => ({ ...row, adjusted: adjusted[index]! }));
}

/**
 * Every way of testing an arm against its standard one, with which it shares views, engine and images: with population statistics where these
 * were used. Ways of testing one protocol are compared with the first of them.
 */
function testPairs({ arms, tests, cell }: Cells): CellPair[] {
  return arms.flatMap((arm) =>
    tests.flatMap((test): CellPair[] => {
      const alike = tests.filter((each) => each === test || sharesConditions(each, test));
      const measured = alike.filter((each) => cell(arm, each) !== undefined);
      const base = standardAmong(measured) ?? measured[0];
      if (base === undefined || base === test) return [];
      return [
        {
          ...{ common: `${arm.label} training`, differsIn: 'protocol' },
          ...{ first: base.name, second: test.name },
          cells: [cell(arm, base), cell(arm, test)],
        },
      ];
    }),
  );
}

/** What two ways of testing must have in common for a comparison to be of their protocols. */
const CONDITIONS = /^(views|split|precision|engine|threads|test data|calibration)/;

/** Whether two ways of testing saw the same data in the same views, on the same engine. */
export function sharesConditions(one: Testing, other: Testing): boolean {
  const differing = differences(one.facts, other.facts);
  // Statistics pooled in one way or another matter to those alone that use them.
  const pooled = [one, other].every(({ protocol }) => protocol.statistics === 'population');
  return differing.every((name) => !CONDITIONS.test(name) || (name.startsWith('calibration') && !pooled));
}

function standardAmong(tests: readonly Testing[]): Testing | undefined {
  const standard = tests.filter(({ protocol }) => isStandardTest(protocol));
  return standard.find(({ protocol }) => protocol.statistics === 'population') ?? standard[0];
}

/**
 * Arms that differ in one thing, under the same test: others against the one trained on random batches; where something else
 * than the batching differs, against the arm with its first value.
 */
function armPairs({ arms, tests, cell }: Cells): CellPair[] {
  return arms.flatMap((arm, index) => {
    const bases = new Map<string, Arm>();
    for (const other of arms.slice(0, index)) {
      const differing = differences(other.settings, arm.settings);
      if (differing.length === 1)
        bases.set(differing[0]!, earlier(bases.get(differing[0]!), other, differing[0]!));
    }
    return [...bases].flatMap(([name, base]) =>
      tests.map((test): CellPair => ({
        common: capital(test.name),
        differsIn: settingName(name),
        first: nameIn(base, name),
        second: nameIn(arm, name),
        cells: [cell(base, test), cell(arm, test)],
      })),
    );
  });
}

function earlier(former: Arm | undefined, arm: Arm, name: string): Arm {
  return former !== undefined && compareValues(former.settings[name], arm.settings[name]) <= 0 ? former : arm;
}

/** An arm of two that differ in one thing: `balanced training, width 16`, or its label where their batching differs. */
function nameIn(arm: Arm, name: string): string {
  const label = `${arm.label.slice(0, 1).toLowerCase()}${arm.label.slice(1)}`;
  const value = arm.settings[name];
  const told = value === undefined ? '' : tellSetting(name, value);
  return told === '' || label.includes(told) ? `${label} training` : `${label} training, ${told}`;
}

/**
 * Runs of the same seeds on the same images, each taken once; but a run in which nothing was drawn is compared with every arrangement of
 * the other way.
 */
function pairsBySeed(
  first: ErrorCell | undefined,
  second: ErrorCell | undefined,
): (readonly [EvaluationSource, EvaluationSource])[] {
  const taken = new Set<EvaluationSource>();
  const isFree = (run: EvaluationSource, partner: EvaluationSource) =>
    !taken.has(run) || (!isDrawn(run.facts.protocol) && isDrawn(partner.facts.protocol));
  return (first?.runs ?? []).flatMap((one) =>
    (second?.runs ?? []).flatMap((other) => {
      const alike = sameSeeds(one, other) && sameViews(one, other) && sameImages(one, other);
      if (!alike || !isFree(one, other) || !isFree(other, one)) return [];
      taken.add(one).add(other);
      return [[one, other] as const];
    }),
  );
}

/** Whether two runs agree in the seeds that both have: an option of one strategy may be a seed. */
function sameSeeds(one: EvaluationSource, other: EvaluationSource): boolean {
  const [left, right] = [one.provenance.seeds.training, other.provenance.seeds.training];
  const shared = Object.keys(left).filter((name) => name in right);
  const drawn = [one, other].every(({ facts }) => isDrawn(facts.protocol));
  return (
    one.facts.training.seed === other.facts.training.seed &&
    (!drawn || one.facts.seed === other.facts.seed) &&
    shared.every((name) => keyOf(left[name]) === keyOf(right[name]))
  );
}

/** Whether two runs answered the same images of the same data, in whichever views. */
export function sameImages(one: EvaluationSource, other: EvaluationSource): boolean {
  const [ids, others] = [one.predictions.ids, other.predictions.ids];
  return (
    one.provenance.testDataset === other.provenance.testDataset &&
    ids.length === others.length &&
    ids.every((id, index) => id === others[index])
  );
}

function sameViews(one: EvaluationSource, other: EvaluationSource): boolean {
  return keyOf(one.facts.views) === keyOf(other.facts.views);
}
