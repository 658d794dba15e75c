import { describe, expect, test } from 'vitest';
import type { Arm } from '../../src/analysis/arm.ts';
import { numericAxes } from '../../src/analysis/numeric-axes.ts';

const arm = (settings: Record<string, unknown>, strategy = 'standard') =>
  ({ strategy, settings }) as unknown as Arm;

/** Axes as texts, lines with their values. */
const told = (arms: readonly Arm[]) =>
  numericAxes(arms).map(({ name, label, lines }) => [
    `${name}: ${label}`,
    ...lines.map((line) => `${line.label}: ${line.points.map(({ value }) => value).join(' ')}`),
  ]);

describe('numeric settings', () => {
  test('are axes where three arms or more differ in nothing else, by value', () => {
    const widths = [64, 8, 16].map((width) => arm({ width, rate: 0.1 }));
    const [axis] = numericAxes(widths);
    expect(axis!.lines[0]!.points).toEqual(
      [8, 16, 64].map((value, place) => ({ value, arm: widths[[1, 2, 0][place]!] })),
    );
    expect(told(widths)).toEqual([['width: width', 'Standard: 8 16 64']]);
    expect(told(widths.slice(1))).toEqual([]);
    expect(told([])).toEqual([]);
  });

  test('have a line for each strategy that has enough of them, and for each other setting', () => {
    const balanced = [8, 16].map((width) => arm({ width, momentum: 0.9 }, 'balanced'));
    const standard = [0.5, 0.9].flatMap((momentum) => [32, 8, 16].map((width) => arm({ width, momentum })));
    expect(told([...balanced, ...standard])).toEqual([
      ['width: width', 'Standard, momentum 0.5: 8 16 32', 'Standard, momentum 0.9: 8 16 32'],
    ]);
  });

  test('leave out arms that have none, or another kind of value', () => {
    const arms = [arm({ width: 8 }), arm({}), arm({ width: 'wide' }), arm({ width: 4 }), arm({ width: 16 })];
    expect(told(arms)).toEqual([['width: width', 'Standard: 4 8 16']]);
    expect(told(['a', 'b', 'c'].map((word) => arm({ word })))).toEqual([]);
  });

  test('bring along what changes with them and with nothing else, and stand constant elsewhere', () => {
    const sizes = [1, 2, 4].flatMap((samplesPerClass) => [
      arm({ batchSize: 10 * samplesPerClass }),
      arm({ batchSize: 10 * samplesPerClass, 'batching.samplesPerClass': samplesPerClass }, 'balanced'),
    ]);
    expect(told(sizes)).toEqual([
      ['batchSize: batch size (with batching samples per class)', 'Standard: 10 20 40', 'Balanced: 10 20 40'],
    ]);
  });

  test('are no axis where another setting was tuned for each value', () => {
    const rates = [0.01, 0.02, 0.03, 0.04];
    const tuned = rates.map((rate, index) => arm({ width: index < 2 ? 8 : 16, momentum: index % 2, rate }));
    expect(told(tuned)).toEqual([]);
    // Linked for one strategy, free for the other.
    const mixed = [8, 16, 32].flatMap((width, index) => [
      arm({ width, rate: rates[index] }),
      arm({ width, rate: rates[Math.min(index, 1)] }, 'balanced'),
    ]);
    expect(told(mixed)).toEqual([]);
  });
});
