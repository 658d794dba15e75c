import { describe, expect, test } from 'vitest';
import { settingsApart } from '../../src/compare/align-arms.ts';
import { compareRows } from '../../src/compare/compare-rows.ts';
import type { ReportData } from '../../src/index.ts';

type Data = Pick<ReportData, 'arms' | 'tests' | 'cells'>;
type Settings = Readonly<Record<string, unknown>>;

interface Known {
  /** Settings of every arm, all trained on standard batches. */
  readonly arms?: readonly Settings[];
  /** Of every test: on single images, or in batches of this size; and what else was chosen. */
  readonly tests?: readonly (readonly [number | undefined, Settings])[];
  /** Errors by arm and test. */
  readonly errors: readonly (readonly (number | undefined)[])[];
}

const single = { protocol: 'standard', statistics: 'population', label: 'Standard' } as const;
const balanced = { protocol: 'balanced', statistics: 'batch', label: 'Balanced batches' } as const;

function report({ arms = [{}], tests = [[undefined, {}]], errors }: Known): { readonly data: Data } {
  return {
    data: {
      arms: arms.map((settings, index) => ({
        ...{ strategy: 'standard', name: 'Standard', label: `Standard ${index}` },
        settings: { ...settings },
      })),
      tests: tests.map(([batchSize, settings], index) => ({
        ...(batchSize === undefined ? single : { ...balanced, batchSize }),
        ...{ detail: `test ${index}`, settings: { ...settings } },
      })),
      cells: errors.flatMap((row, arm) =>
        row.flatMap((error, test) =>
          error === undefined ? [] : [{ arm, test, error, images: 10, runs: [] }],
        ),
      ),
    },
  };
}

const rowsOf = (...reports: readonly { readonly data: Data }[]) =>
  compareRows(reports).map(({ name, detail, cells }) => [
    `${name} | ${detail}`,
    ...cells.map((cell) => cell?.error),
  ]);

const fixed = 'Standard / standard | population statistics';
const inBatches = 'Standard / balanced batches | batch statistics';

describe('rows of a comparison', () => {
  test('are the same under other splits, unless some report tests on several', () => {
    const on = (...splits: readonly string[]) => splits.map((split) => [undefined, { split }] as const);
    const one = report({ tests: on('test'), errors: [[0.1]] });
    const other = report({ tests: on('validation'), errors: [[0.2]] });
    expect(rowsOf(one, other)).toEqual([[fixed, 0.1, 0.2]]);
    const both = report({
      arms: [{ batchSize: 10 }],
      tests: [...on('validation', 'test'), [10, {}]],
      errors: [[0.3, 0.4, 0.5]],
    });
    expect(rowsOf(one, both, other)).toEqual([
      [`${fixed}, split test`, 0.1, 0.4, undefined],
      [`${fixed}, split validation`, undefined, 0.3, 0.2],
      [inBatches, undefined, 0.5, undefined],
    ]);
  });

  test('are the same in batches of another size, unless some network is tested in others than it was trained in', () => {
    const trained = (batchSize: number, tested: number, error: number) =>
      report({ arms: [{ batchSize }], tests: [[tested, {}]], errors: [[error]] });
    expect(rowsOf(trained(10, 10, 0.1), trained(50, 50, 0.2))).toEqual([[inBatches, 0.1, 0.2]]);
    expect(rowsOf(trained(10, 10, 0.1), trained(50, 20, 0.2))).toEqual([
      [`${inBatches}, batches of 10`, 0.1, undefined],
      [`${inBatches}, batches of 20`, undefined, 0.2],
    ]);
    // Of the tests, not of what was never measured.
    const unmeasured = report({ arms: [{ batchSize: 50 }], tests: [[20, {}]], errors: [[undefined]] });
    expect(rowsOf(trained(10, 10, 0.1), unmeasured)).toEqual([[inBatches, 0.1, undefined]]);
  });

  test('stand by the values of what varies within some report, whichever report has them first', () => {
    const one = report({ arms: [{ width: 64, rate: 0.1 }], errors: [[0.1]] });
    const sweep = report({
      arms: [
        { width: 8, rate: 0.2 },
        { width: 64, rate: 0.2 },
        { width: 16, rate: 0.2 },
      ],
      errors: [[0.2], [0.3], [0.4]],
    });
    const named = (width: number) => `Standard, width ${width} / standard | population statistics`;
    expect(rowsOf(one, sweep)).toEqual([
      [named(8), undefined, 0.2],
      [named(16), undefined, 0.4],
      [named(64), 0.1, 0.3],
    ]);
  });

  test('have what was chosen in testing, but only where it differs', () => {
    const views = (name: string) => [[undefined, { views: name, kind: 'standard' }]] as const;
    expect(
      rowsOf(
        report({ tests: views('center'), errors: [[0.1]] }),
        report({ tests: views('grid'), errors: [[0.2]] }),
      ),
    ).toEqual([
      [`${fixed}, center`, 0.1, undefined],
      [`${fixed}, grid`, undefined, 0.2],
    ]);
  });
});

test('what sets whole reports apart is said of each, but not what is said of every report anyway', () => {
  const always = { network: 'a', width: 8, classes: 2, epochs: 1, rate: 0.1, 'batching.kind': 'standard' };
  const one = report({
    arms: [
      { ...always, precision: 'f32', crop: 36, 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, decay: 1 },
      { ...always, precision: 'f32', crop: 36, 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, decay: 2 },
    ],
    errors: [],
  });
  const others = { network: 'b', width: 9, classes: 3, epochs: 2, rate: 0.1, 'batching.kind': 'balanced' };
  const other = report({
    arms: [{ ...others, precision: 'bf16', crop: 40, 'optimizer.kind': 'rmsprop', decay: 3 }],
    errors: [],
  });
  expect(settingsApart([one.data, other.data])).toEqual([
    'f32, crop 36, optimizer sgd',
    'bf16, crop 40, optimizer rmsprop',
  ]);
  expect(settingsApart([one.data, one.data])).toEqual(['', '']);
  expect(settingsApart([report({ arms: [], errors: [] }).data])).toEqual(['']);
});
