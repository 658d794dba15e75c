import { expect, test } from 'vitest';
import { meanAndDeviation } from '../src/index.ts';

test('mean and sample standard deviation over runs', () => {
  // numpy: np.mean, np.std(ddof=1)
  const { runs, mean, deviation } = meanAndDeviation([4.4, 4.6, 4.45]);
  expect(runs).toBe(3);
  expect(mean).toBeCloseTo(4.483333333333333, 12);
  expect(deviation).toBeCloseTo(0.10408329997330627, 12);
});

test('one run has no spread', () => {
  expect(meanAndDeviation([4.4])).toEqual({ runs: 1, mean: 4.4 });
});
