import { readFileSync } from 'node:fs';
import { wilsonInterval, type Answers } from '@batchmates/results';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAnswers, compareRuns, holm } from '../../src/index.ts';

interface Reference {
  /** `wrong[way][run][image]` */
  readonly flips: readonly {
    readonly wrong: readonly (readonly (readonly number[])[])[];
    readonly p: number;
    readonly scipy: number;
    readonly interval: readonly [number, number];
  }[];
  readonly pairs: readonly { readonly counts: readonly [number, number]; readonly p: number }[];
  readonly corrected: readonly { readonly p: readonly number[]; readonly holm: readonly number[] }[];
  readonly intervals: readonly {
    readonly tally: readonly [number, number];
    readonly wilson: readonly number[];
  }[];
}

/** By SciPy and statsmodels: see `statistics.py` beside it. */
const reference = JSON.parse(
  readFileSync(new URL('../reference/statistics.json', import.meta.url), 'utf8'),
) as Reference;

const close = (value: number): unknown => expect.closeTo(value, 10);

/** Answers of which 1 is wrong. */
const answers = (wrong: readonly number[]): Answers => ({
  labels: wrong.map(() => 0),
  predicted: wrong,
});

describe('compareRuns', () => {
  it.each(reference.flips)('agrees with SciPy on $wrong.0.length runs', ({ wrong, p, scipy, interval }) => {
    const [first, second] = wrong as [number[][], number[][]];
    const compared = compareRuns(first.map((run, index) => [answers(run), answers(second[index]!)] as const));
    expect(compared.pValue).toBeCloseTo(p, 10);
    expect(compared.pValue).toBeCloseTo(scipy, 10);
    expect(compared.interval).toEqual(interval.map(close));
    const total = (runs: number[][]) => runs.flat().reduce((sum, each) => sum + each, 0);
    const observations = first.length * first[0]!.length;
    expect(compared.difference).toBeCloseTo((total(second) - total(first)) / observations, 12);
    expect(compared.onlySecondWrong - compared.onlyFirstWrong).toBe(total(second) - total(first));
    expect(compared).toMatchObject({ images: first[0]!.length, runs: first.length });
  });

  it.each(reference.pairs)(
    'of one pair is McNemar’s exact test, as in statsmodels: $counts',
    ({ counts, p }) => {
      const [first, second] = counts;
      const pair = [
        answers([...Array<number>(first).fill(1), ...Array<number>(second).fill(0)]),
        answers([...Array<number>(first).fill(0), ...Array<number>(second).fill(1)]),
      ] as const;
      expect(compareRuns([pair])).toMatchObject({
        pValue: close(p),
        onlyFirstWrong: first,
        onlySecondWrong: second,
      });
      expect(compareAnswers(...pair).pValue).toBeCloseTo(p, 10);
    },
  );

  it('does not take the runs of an image for independent: five equal runs show no more than one', () => {
    const pair = [answers([0, 0, 0, 1, 0, 0]), answers([1, 1, 1, 0, 1, 1])] as const;
    const five = compareRuns([pair, pair, pair, pair, pair]);
    expect(five.pValue).toBeCloseTo(compareRuns([pair]).pValue, 12);
    expect(five.onlySecondWrong).toBe(25);
  });

  it('is the same, with the other sign, the other way round', () => {
    const wrong = fc.array(fc.nat({ max: 1 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(wrong, wrong), { minLength: 1, maxLength: 4 }), (pairs) => {
        const there = compareRuns(pairs.map(([one, other]) => [answers(one), answers(other)] as const));
        const back = compareRuns(pairs.map(([one, other]) => [answers(other), answers(one)] as const));
        expect(back.difference).toBeCloseTo(-there.difference, 12);
        expect(back.pValue).toBeCloseTo(there.pValue, 12);
        expect(back.interval[0]).toBeCloseTo(-there.interval[1], 12);
      }),
    );
  });

  it('adds up no differences of different images', () => {
    const small = [answers([1, 1, 0, 0]), answers([0, 0, 0, 0])] as const;
    const large = [answers(Array<number>(12).fill(0)), answers([1, ...Array<number>(11).fill(0)])] as const;
    const compared = compareRuns([small, large], [0, 1]);
    expect(compared).toMatchObject({ images: 16, runs: 2, onlyFirstWrong: 2, onlySecondWrong: 1 });
    expect(compared.difference).toBeCloseTo((-2 / 4 + 1 / 12) / 2, 12);
    // Three images that differ, one of them in the other direction.
    expect(compared.pValue).toBe(1);
    expect(compared.interval[0]).toBeLessThan(compared.difference);
    expect(compared.interval[1]).toBeGreaterThan(compared.difference);
    expect(() => compareRuns([small, large])).toThrow('equally many images');
  });

  it('shows nothing on no images, and refuses no runs', () => {
    expect(compareRuns([[answers([]), answers([])]])).toMatchObject({ difference: 0, pValue: 1, images: 0 });
    expect(() => compareRuns([])).toThrow('at least one pair');
  });
});

describe('holm', () => {
  it.each(reference.corrected)('agrees with statsmodels on $p', ({ p, holm: corrected }) => {
    expect(holm(p)).toEqual(corrected.map(close));
  });
});

it.each(reference.intervals)('Wilson’s interval agrees with statsmodels on $tally', ({ tally, wilson }) => {
  expect(wilsonInterval(...tally)).toEqual(wilson.map(close));
});
