import { mcNemar, type PairedComparison, type Predictions } from '@batchmates/results';
import type { ResultsSource } from '../evidence/evidence.ts';
import type { Arm } from './arm.ts';
import type { ErrorCell } from './error-cell.ts';
import type { ErrorTable } from './error-table.ts';
import { capital } from './format.ts';
import type { Tested } from './test-way.ts';

/** Two cells of the table compared on the very same images, one pair of runs (of one seed) each. */
export interface PairedRow {
  /** What both have in common: the way of training, or of testing. */
  readonly common: string;
  readonly first: string;
  readonly second: string;
  readonly seed: number;
  readonly comparison: PairedComparison;
  readonly sources: readonly [Run, Run];
}

type Run = ResultsSource<Tested>;

/** Two cells to compare, and what to call them. */
interface Rivals {
  readonly common: string;
  readonly first: { readonly name: string; readonly cell: ErrorCell };
  readonly second: { readonly name: string; readonly cell: ErrorCell };
}

/**
 * McNemar's exact test between each cell and its natural rival: other ways of testing against the arm's standard
 * one, and other arms against the first one under the same test. Runs are paired by seed; pairs that did not
 * predict the same images in the same order are left out.
 */
export async function pairedTests(table: ErrorTable): Promise<PairedRow[]> {
  const read = memoized((source: Run) => source.results.predictions());
  const rows: PairedRow[] = [];
  for (const { common, first, second } of [...rivalTests(table), ...rivalArms(table)]) {
    for (const [one, other] of pairsBySeed(first.cell, second.cell)) {
      const comparison = comparePredictions(await read(one), await read(other));
      if (comparison === undefined) continue;
      rows.push({
        common,
        first: first.name,
        second: second.name,
        seed: one.metrics.training.seed,
        comparison,
        sources: [one, other],
      });
    }
  }
  return rows;
}

/** McNemar's test when both predicted the same images in the same order, else undefined. */
export function comparePredictions(first: Predictions, second: Predictions): PairedComparison | undefined {
  const same =
    first.ids.length === second.ids.length && first.ids.every((id, index) => id === second.ids[index]);
  return same ? mcNemar(first, second) : undefined;
}

/** Every way of testing an arm against its standard one: population statistics where they were used. */
function rivalTests({ arms, tests, cell }: ErrorTable): Rivals[] {
  const base =
    tests.find(({ protocol, statistics }) => protocol === 'standard' && statistics === 'population') ??
    tests[0];
  return arms.flatMap((arm) =>
    tests.flatMap((test) => {
      const [first, second] = [base === undefined ? undefined : cell(arm, base), cell(arm, test)];
      if (base === undefined || test === base || first === undefined || second === undefined) return [];
      return [
        {
          common: `${arm.label} training`,
          first: { name: base.name, cell: first },
          second: { name: test.name, cell: second },
        },
      ];
    }),
  );
}

/** Every other arm against the first, under the same test. */
function rivalArms({ arms: [base, ...others], tests, cell }: ErrorTable): Rivals[] {
  if (base === undefined) return [];
  return others.flatMap((arm) =>
    tests.flatMap((test) => {
      const [first, second] = [cell(base, test), cell(arm, test)];
      if (first === undefined || second === undefined) return [];
      const name = ({ label }: Arm) => `${label.toLowerCase()} training`;
      return [
        {
          common: capital(test.name),
          first: { name: name(base), cell: first },
          second: { name: name(arm), cell: second },
        },
      ];
    }),
  );
}

function pairsBySeed(first: ErrorCell, second: ErrorCell): [Run, Run][] {
  return first.runs.flatMap((one) => {
    const other = second.runs.find(
      ({ metrics }) =>
        metrics.training.seed === one.metrics.training.seed && metrics.seed === one.metrics.seed,
    );
    return other === undefined ? [] : [[one, other] as [typeof one, typeof other]];
  });
}

function memoized<Key, Value>(read: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const known = new Map<Key, Promise<Value>>();
  return (key) => {
    const value = known.get(key) ?? read(key);
    known.set(key, value);
    return value;
  };
}
