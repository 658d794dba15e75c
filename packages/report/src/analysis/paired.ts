import { mcNemar, type PairedComparison } from '@batchmates/metrics';
import type { EvaluationSource } from '../evidence/evidence.ts';
import type { Arm } from './arm.ts';
import { capital } from './capital.ts';
import type { ErrorCell } from './error-cell.ts';
import type { Cells } from './measured-cells.ts';
import { isStandardTest } from './testing.ts';

/** Two cells of the table compared on the very same images, one pair of runs (of one seed) each. */
export interface PairedRow {
  /** What both have in common: the way of training, or of testing. */
  readonly common: string;
  readonly first: string;
  readonly second: string;
  readonly seed: number;
  readonly comparison: PairedComparison;
  readonly sources: readonly [EvaluationSource, EvaluationSource];
}

/** Two cells to compare, and what to call them. */
interface CellPair {
  readonly common: string;
  readonly names: readonly [string, string];
  readonly cells: readonly [ErrorCell | undefined, ErrorCell | undefined];
}

/**
 * McNemar's exact test of cells that differ in one thing: other ways of testing against the arm's standard one, and
 * other arms against the first one under the same test. Runs are paired by seed; pairs that did not predict the same
 * images in the same order are left out.
 */
export function pairedTests(table: Cells): PairedRow[] {
  return [...testPairs(table), ...armPairs(table)].flatMap(
    ({ common, names: [first, second], cells: [one, other] }) =>
      pairsBySeed(one, other).map((sources) => ({
        common,
        first,
        second,
        seed: sources[0].facts.training.seed,
        comparison: mcNemar.compute(...sources),
        sources,
      })),
  );
}

/** Every way of testing an arm against its standard one: with population statistics where these were used. */
function testPairs({ arms, tests, cell }: Cells): CellPair[] {
  const base =
    tests.find(({ protocol }) => isStandardTest(protocol) && protocol.statistics === 'population') ??
    tests[0];
  if (base === undefined) return [];
  const others = tests.filter((test) => test !== base);
  return arms.flatMap((arm) =>
    others.map((test) => ({
      common: `${arm.label} training`,
      names: [base.name, test.name],
      cells: [cell(arm, base), cell(arm, test)],
    })),
  );
}

/** Every other arm against the first, under the same test. */
function armPairs({ arms: [base, ...others], tests, cell }: Cells): CellPair[] {
  if (base === undefined) return [];
  const name = ({ label }: Arm) => `${label.toLowerCase()} training`;
  return others.flatMap((arm) =>
    tests.map((test) => ({
      common: capital(test.name),
      names: [name(base), name(arm)],
      cells: [cell(base, test), cell(arm, test)],
    })),
  );
}

function pairsBySeed(
  first: ErrorCell | undefined,
  second: ErrorCell | undefined,
): [EvaluationSource, EvaluationSource][] {
  return (first?.runs ?? []).flatMap((one) => {
    const other = second?.runs.find(
      ({ facts }) => facts.training.seed === one.facts.training.seed && facts.seed === one.facts.seed,
    );
    return other !== undefined && sameImages(one, other) ? [[one, other]] : [];
  });
}

function sameImages(
  { predictions: one }: EvaluationSource,
  { predictions: other }: EvaluationSource,
): boolean {
  return one.ids.length === other.ids.length && one.ids.every((id, index) => id === other.ids[index]);
}
