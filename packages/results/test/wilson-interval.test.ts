import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonInterval } from '../src/index.ts';

// statsmodels 0.14: proportion_confint(successes, trials, 0.05, 'wilson')
test.each([
  [10, 100, 0.05522913706067509, 0.17436566150491348],
  [0, 50, 0, 0.07134759913335874],
  [97, 10_000, 0.007958481396960246, 0.011818067405325223],
  [3, 7, 0.15821985525146964, 0.7495416354723428],
])('%i of %i agrees with statsmodels', (successes, trials, lower, upper) => {
  const interval = wilsonInterval(successes, trials);
  expect(interval[0]).toBeCloseTo(lower, 12);
  expect(interval[1]).toBeCloseTo(upper, 12);
});

test('nothing is known without trials', () => {
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});

test('holds the share, stays within 0-1 and narrows with more trials', () => {
  const proportions = fc
    .integer({ min: 1, max: 10_000 })
    .chain((trials) => fc.record({ trials: fc.constant(trials), successes: fc.nat({ max: trials }) }));
  fc.assert(
    fc.property(proportions, ({ trials, successes }) => {
      const [lower, upper] = wilsonInterval(successes, trials);
      const [narrowLower, narrowUpper] = wilsonInterval(successes * 4, trials * 4);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(upper).toBeLessThanOrEqual(1);
      expect(lower).toBeLessThanOrEqual(successes / trials);
      expect(upper).toBeGreaterThanOrEqual(successes / trials);
      expect(narrowUpper - narrowLower).toBeLessThan(upper - lower);
    }),
  );
});

// Rounding leaves the formula a little above 0 of 3 trials, and a little below 1 of 10.
test('no success begins at 0 and nothing but successes ends at 1, exactly', () => {
  expect(wilsonInterval(0, 3)[0]).toBe(0);
  expect(wilsonInterval(10, 10)[1]).toBe(1);
});

test('fewer successes than none and more than trials are our own mistake', () => {
  expect(() => wilsonInterval(-1, 2)).toThrow('internal: -1 successes of 2 trials');
  expect(() => wilsonInterval(3, 2)).toThrow('internal: 3 successes of 2 trials');
});
