import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks, roundUp, wholeTicks } from '../../src/charts/scale.ts';

describe('logTicks', () => {
  it('spans the values with 1, 2 and 5', () => {
    expect(logTicks(3.2, 61)).toEqual([2, 5, 10, 20, 50, 100]);
    expect(logTicks(0.05, 1)).toEqual([0.05, 0.1, 0.2, 0.5, 1]);
  });

  it('encloses numbers whose logarithm rounds to that of a tick', () => {
    expect(logTicks(99.99999999999999, 99.99999999999999)).toEqual([50, 100]);
    expect(logTicks(1.0000000000000002, 1.0000000000000002)).toEqual([1, 2]);
  });

  it('always encloses what it is given', () => {
    const positive = fc.double({ min: 1e-4, max: 100, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const ticks = logTicks(low, high);
        expect(ticks[0]).toBeLessThanOrEqual(low);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      }),
    );
  });
});

describe('roundUp', () => {
  it.each([
    [0, 1],
    [0.03, 0.05],
    [1, 1],
    [2.1, 2.5],
    [7, 10],
    [14, 20],
  ])('%d becomes %d', (value, expected) => {
    expect(roundUp(value)).toBeCloseTo(expected, 12);
  });
});

describe('wholeTicks', () => {
  it.each([
    [1, 10, [0, 1]],
    [7, 10, [0, 1, 2, 3, 4, 5, 6, 7]],
    [7, 5, [0, 2, 4, 6]],
    [20, 10, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]],
    [60, 5, [0, 20, 40, 60]],
  ])('up to %i, about %i of them', (last, count, ticks) => {
    expect(wholeTicks(last, count)).toEqual(ticks);
  });
});
