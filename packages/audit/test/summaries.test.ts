import { compareAnswers, compareRuns } from '@batchmates/metrics';
import { wilsonInterval, type Answers } from '@batchmates/results';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assignmentShare,
  errorGap,
  isShown,
  meanOf,
  reversedGap,
  summariseCell,
  summariseRun,
  type Probabilities,
} from '../src/index.ts';

const answers = (...wrong: readonly number[]): Answers => ({ labels: wrong.map(() => 0), predicted: wrong });

describe('an arrangement beside fixed statistics', () => {
  const rows = (predicted: readonly number[], ...probabilities: readonly number[]): Probabilities => ({
    labels: Uint16Array.of(0, 1),
    predicted: Uint16Array.from(predicted),
    probabilities: Float32Array.from(probabilities),
    classes: 2,
  });

  test('error, negative log likelihood, total variation and flips', () => {
    const fixed = rows([0, 1], 1, 0, 0.5, 0.5);
    const run = summariseRun(rows([0, 0], 0.5, 0.5, 0.75, 0.25), fixed);
    expect(run).toMatchObject({ error: 0.5, flips: 1 });
    expect(run.negativeLogLikelihood).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 6);
    expect(run.totalVariation).toBeCloseTo((0.5 + 0.25) / 2, 6);
    expect(summariseRun(fixed, fixed)).toMatchObject({ error: 0, flips: 0, totalVariation: 0 });
  });

  test('several come to their mean and range, with intervals of as many trials as there are images', () => {
    const run = (wrong: readonly number[], flips: number) => ({
      answers: answers(...wrong),
      error: wrong.filter(Boolean).length / wrong.length,
      negativeLogLikelihood: wrong.length,
      totalVariation: 0.1,
      flips,
    });
    const cell = summariseCell([run([0, 1, 0, 0], 1), run([1, 1, 1, 0], 3)]);
    expect(cell).toMatchObject({ arrangements: 2, images: 4, error: 0.5, range: [0.25, 0.75], flips: 0.5 });
    expect(cell.interval).toEqual(wilsonInterval(2, 4));
    expect(cell.flipsInterval).toEqual(wilsonInterval(2, 4));
  });
});

describe('the difference of two ways', () => {
  test('of single runs is McNemar’s', () => {
    const [first, second] = [answers(1, 1, 1, 0, 0), answers(0, 0, 1, 0, 1)];
    const gap = errorGap([first], [second]);
    expect(gap).toMatchObject({ difference: 0.2, images: 5, runs: 1, onlyFirstWrong: 2, onlySecondWrong: 1 });
    expect(reversedGap(gap)).toMatchObject({ difference: -0.2, onlyFirstWrong: 1, onlySecondWrong: 2 });
    expect(gap.pValue).toBe(compareAnswers(second, first).pValue);
    expect(isShown(gap)).toBe(false);
  });

  test('of one run and several: the one stands beside each of them', () => {
    const fixed = answers(0, 0, 1);
    const random = [answers(1, 0, 1), answers(1, 1, 1)];
    const gap = errorGap(random, [fixed]);
    const compared = compareRuns(random.map((each) => [fixed, each] as const));
    expect(gap).toEqual({
      difference: compared.difference,
      interval: compared.interval,
      pValue: compared.pValue,
      onlyFirstWrong: 3,
      onlySecondWrong: 0,
      images: 3,
      runs: 2,
    });
  });

  test('the other way round has the other sign', () => {
    const wrong = fc.array(fc.nat({ max: 1 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(wrong, wrong, (one, other) => {
        const [there, back] = [
          errorGap([answers(...one)], [answers(...other)]),
          reversedGap(errorGap([answers(...other)], [answers(...one)])),
        ];
        expect(back.difference).toBeCloseTo(there.difference, 12);
        expect(back.interval[0]).toBeCloseTo(there.interval[0], 12);
        expect(back.interval[1]).toBeCloseTo(there.interval[1], 12);
      }),
    );
  });
});

describe('the part of the gain of assignment', () => {
  const ones = (count: number, of: number) =>
    answers(...Array.from({ length: of }, (_, i) => (i < count ? 1 : 0)));

  test('is that of the errors', () => {
    const share = assignmentShare({
      fixed: [ones(40, 100)],
      balanced: [ones(20, 100)],
      assigned: [ones(10, 100)],
    });
    expect(share!.value).toBeCloseTo(20 / 30, 10);
    expect(share!.interval[0]).toBeLessThan(20 / 30);
    expect(share!.images).toBe(100);
  });

  test('of all of it is 1, for sure; of a gain that is not shown there is none', () => {
    const request = { fixed: [ones(40, 100)], balanced: [ones(10, 100)], assigned: [ones(10, 100)] };
    const { value, interval } = assignmentShare(request)!;
    expect([value, ...interval]).toEqual([1, 1, 1].map((each) => expect.closeTo(each, 10) as unknown));
    expect(assignmentShare({ ...request, assigned: [ones(39, 100)] })).toBeNull();
  });
});

test('a mean has the interval of its standard error', () => {
  const values = Float64Array.of(1, 2, 3, 6);
  const { value, interval, images } = meanOf(values);
  // Sample standard deviation 2.160247, by hand.
  const half = (1.959963984540054 * 2.160246899469287) / 2;
  expect([value, images]).toEqual([3, 4]);
  expect(interval).toEqual([3 - half, 3 + half].map((each) => expect.closeTo(each, 10) as unknown));
  expect(meanOf(new Float64Array())).toEqual({ value: 0, interval: [0, 0], images: 0 });
});
