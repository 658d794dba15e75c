import { mcNemar, type PairedComparison, type Predictions } from '@batchmates/results';
import type { ResultsSource } from '../evidence/evidence.ts';
import type { Arm } from './arm.ts';
import type { ErrorCell } from './error-cell.ts';
import type { ErrorTable } from './error-table.ts';
import type { Tested, TestWay } from './test-way.ts';

/** Two cells of the table compared on the very same images, one pair of runs (of one seed) each. */
export interface PairedRow {
  readonly first: string;
  readonly second: string;
  readonly seed: number;
  readonly comparison: PairedComparison;
  readonly sources: readonly [ResultsSource<Tested>, ResultsSource<Tested>];
}

interface Place {
  readonly arm: Arm;
  readonly test: TestWay;
  readonly cell: ErrorCell;
}

/**
 * McNemar's exact test between each cell and its natural rival: other ways of testing against the arm's first
 * (single images), and other arms against the first one under the same test. Runs are paired by seed; pairs that did not
 * predict the same images in the same order are left out.
 */
export async function pairedTests(table: ErrorTable): Promise<PairedRow[]> {
  const read = memoized((source: ResultsSource<Tested>) => source.results.predictions());
  const rows: PairedRow[] = [];
  for (const [first, second] of rivals(table)) {
    for (const [one, other] of pairsBySeed(first.cell, second.cell)) {
      const comparison = comparePredictions(await read(one), await read(other));
      if (comparison === undefined) continue;
      rows.push({
        first: nameOf(first),
        second: nameOf(second),
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

/** `Balanced / Single images, running averages` */
function nameOf({ arm, test }: Place): string {
  return `${arm.label} / ${test.label.toLowerCase()}, ${test.detail}`;
}

function rivals({ arms, tests, cell }: ErrorTable): [Place, Place][] {
  const placesOf = (arm: Arm): Place[] =>
    tests.flatMap((test) => {
      const found = cell(arm, test);
      return found === undefined ? [] : [{ arm, test, cell: found }];
    });
  const within = arms.flatMap((arm) => {
    const [first, ...others] = placesOf(arm);
    return first === undefined ? [] : others.map((other): [Place, Place] => [first, other]);
  });
  const [firstArm, ...otherArms] = arms;
  const across = otherArms.flatMap((arm) =>
    placesOf(arm).flatMap((place): [Place, Place][] => {
      const rival = firstArm === undefined ? undefined : cell(firstArm, place.test);
      return firstArm === undefined || rival === undefined
        ? []
        : [[{ arm: firstArm, test: place.test, cell: rival }, place]];
    }),
  );
  return [...within, ...across];
}

function pairsBySeed(first: ErrorCell, second: ErrorCell): [ResultsSource<Tested>, ResultsSource<Tested>][] {
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
