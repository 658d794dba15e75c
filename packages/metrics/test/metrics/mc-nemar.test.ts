import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAnswers, mcNemar, signTest } from '../../src/metrics/mc-nemar.ts';
import { evaluationOf } from '../../src/testing/index.ts';

// scipy 1: binomtest(a, a + b, 0.5).pvalue; the small ones are sums of binomial coefficients over 2^(a + b).
test.each([
  [2, 10, 0.03857421875],
  [5, 5, 1],
  [1500, 1600, 0.07537169707532781],
  [0, 2000, 0],
  [0, 0, 1],
  [0, 1, 1],
  [1, 2, 1],
  [5, 0, 0.0625],
  [1, 9, 0.021484375],
])('sign test of %i against %i gives %d', (a, b, pValue) => {
  expect(signTest(a, b)).toBeCloseTo(pValue, 10);
});

describe('compareAnswers', () => {
  const labels = [0, 1, 2, 0, 1, 2];

  test('counts the images on which just one arm errs', () => {
    const first = { labels, predicted: [1, 2, 0, 0, 1, 0] };
    const second = { labels, predicted: [0, 1, 2, 1, 1, 0] };
    expect(compareAnswers(first, second)).toEqual({
      images: 6,
      onlyFirstWrong: 3,
      onlySecondWrong: 1,
      difference: -2 / 6,
      pValue: expect.closeTo(0.625, 10) as number,
    });
  });

  test('equal predictions differ by nothing', () => {
    const arm = { labels, predicted: [0, 0, 0, 0, 0, 0] };
    expect(compareAnswers(arm, arm)).toMatchObject({ difference: 0, pValue: 1 });
  });

  test('is symmetric', () => {
    const answers = fc.array(fc.nat({ max: 2 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(answers, answers, (one, two) => {
        const forth = compareAnswers({ labels, predicted: one }, { labels, predicted: two });
        const back = compareAnswers({ labels, predicted: two }, { labels, predicted: one });
        expect(forth.pValue).toBe(back.pValue);
        expect(forth.difference + back.difference).toBe(0);
      }),
    );
  });

  test('knows nothing of no images', () => {
    const nothing = { labels: [], predicted: [] };
    expect(compareAnswers(nothing, nothing)).toEqual({
      images: 0,
      onlyFirstWrong: 0,
      onlySecondWrong: 0,
      difference: 0,
      pValue: 1,
    });
  });

  test('refuses answers that predicted different images', () => {
    const arm = { labels, predicted: labels };
    expect(() => compareAnswers(arm, { labels: [0], predicted: [0] })).toThrow('same images');
    const longer = [...labels, 0];
    expect(() => compareAnswers(arm, { labels: longer, predicted: longer })).toThrow('same images');
    expect(() => compareAnswers(arm, { labels: [1, 1, 2, 0, 1, 2], predicted: labels })).toThrow(
      'same images',
    );
  });
});

test('the metric compares two evaluations', () => {
  const [first, second] = [
    evaluationOf({ predicted: Uint16Array.of(0, 1) }, ['a', 'b']),
    evaluationOf({ labels: Uint16Array.of(0, 1), predicted: Uint16Array.of(1, 1) }, ['a', 'b']),
  ];
  const value = mcNemar.compute(first, second);
  expect(value).toMatchObject({ onlyFirstWrong: 0, onlySecondWrong: 1, difference: 0.5 });
  expect(mcNemar.format(value)).toBe('+50.00 percentage points, p 1.000');
});
