import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcNemar, signTest } from '../src/index.ts';

// scipy 1: binomtest(a, a + b, 0.5).pvalue
test.each([
  [2, 10, 0.03857421875],
  [5, 5, 1],
  [1500, 1600, 0.07537169707532781],
  [0, 2000, 0],
])('sign test of %i against %i agrees with scipy', (a, b, pValue) => {
  expect(signTest(a, b)).toBeCloseTo(pValue, 10);
});

describe('mcNemar', () => {
  const labels = [0, 1, 2, 0, 1, 2];

  test('counts the images on which just one arm errs', () => {
    const first = { labels, predicted: [1, 2, 0, 0, 1, 0] };
    const second = { labels, predicted: [0, 1, 2, 1, 1, 0] };
    expect(mcNemar(first, second)).toEqual({
      images: 6,
      onlyFirstWrong: 3,
      onlySecondWrong: 1,
      difference: -2 / 6,
      pValue: expect.closeTo(0.625, 10) as number,
    });
  });

  test('equal predictions differ by nothing', () => {
    const arm = { labels, predicted: [0, 0, 0, 0, 0, 0] };
    expect(mcNemar(arm, arm)).toMatchObject({ difference: 0, pValue: 1 });
  });

  test('is symmetric', () => {
    const answers = fc.array(fc.nat({ max: 2 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(answers, answers, (one, two) => {
        const forth = mcNemar({ labels, predicted: one }, { labels, predicted: two });
        const back = mcNemar({ labels, predicted: two }, { labels, predicted: one });
        expect(forth.pValue).toBe(back.pValue);
        expect(forth.difference + back.difference).toBe(0);
      }),
    );
  });

  test('refuses arms that predicted different images', () => {
    const arm = { labels, predicted: labels };
    expect(() => mcNemar(arm, { labels: [0], predicted: [0] })).toThrow('same images');
    expect(() => mcNemar(arm, { labels: [1, 1, 2, 0, 1, 2], predicted: labels })).toThrow('same images');
  });
});
