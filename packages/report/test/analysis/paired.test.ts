import { describe, expect, test } from 'vitest';
import { errorCell } from '../../src/analysis/error-cell.ts';
import { compareCells, isShown, pairedTests, tellDifference } from '../../src/analysis/paired.ts';
import { balanced, protocols, runOf, tableOf, type Run } from './runs-in-memory.ts';

const cellOf = (runs: readonly Run[]) => errorCell(runs.map(runOf));

/** Seeds of training of the runs that are compared, in pairs. */
const pairs = (first: readonly Run[], second: readonly Run[]) =>
  compareCells(cellOf(first), cellOf(second))?.sources.map((pair) =>
    pair.map(({ facts }) => facts.training.seed),
  );

const seeded = (seed: number, more: Run = {}): Run => ({ ...more, subject: { seed } });

describe('two cells are compared', () => {
  test('run by run of the same seeds of training', () => {
    expect(
      pairs(
        [0, 1, 2].map((seed) => seeded(seed)),
        [3, 2, 1].map((seed) => seeded(seed)),
      ),
    ).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(pairs([seeded(0)], [seeded(1)])).toBeUndefined();
    expect(compareCells(undefined, cellOf([{}]))).toBeUndefined();
    expect(compareCells(cellOf([{}]), undefined)).toBeUndefined();
  });

  test('each run once, but a test that draws nothing with every arrangement of the other', () => {
    expect(pairs([seeded(0), seeded(0)], [seeded(0)])).toEqual([[0, 0]]);
    expect(pairs([seeded(0)], [seeded(0), seeded(0)])).toEqual([[0, 0]]);
    const arranged = [0, 1, 2].map((seed) => seeded(0, { seed, protocol: protocols.balanced }));
    expect(pairs([seeded(0)], arranged)).toHaveLength(3);
    expect(pairs(arranged, [seeded(0)])).toHaveLength(3);
    expect(pairs(arranged, arranged)).toHaveLength(3);
  });

  test('image by image of each test set', () => {
    const tested = (seed: number, testDataset: string, wrong: readonly number[]) =>
      seeded(seed, { provenance: { testDataset }, wrong });
    const compared = compareCells(
      cellOf([tested(0, 'one', [0]), tested(1, 'other', [])]),
      cellOf([tested(0, 'one', []), tested(1, 'other', [0])]),
    )!;
    expect(compared.comparison).toMatchObject({ images: 20, runs: 2, difference: 0, onlyFirstWrong: 1 });
  });

  test.each<[string, Run, Run, boolean]>([
    ['the same', {}, {}, true],
    [
      'seeds of the test',
      { seed: 1, protocol: protocols.balanced },
      { seed: 2, protocol: protocols.balanced },
      false,
    ],
    [
      'seeds of tests of which one draws nothing',
      { seed: 1 },
      { seed: 2, protocol: protocols.balanced },
      true,
    ],
    [
      'seeds that both trainings have',
      { seeds: { training: { data: 1 } } },
      { seeds: { training: { data: 2 } } },
      false,
    ],
    [
      'a seed that one alone has',
      { seeds: { training: { data: 1, batching: 4 } } },
      { seeds: { training: { data: 1 } } },
      true,
    ],
    ['data', { provenance: { testDataset: 'one' } }, { provenance: { testDataset: 'other' } }, false],
    ['views', {}, { views: { name: 'grid', count: 18 } }, false],
    ['images', { ids: 'abcdefghij'.split('') }, { ids: 'abcdefghik'.split('') }, false],
    ['numbers of images', { ids: 'abcdefghij'.split('') }, { ids: 'abcdefghi'.split('') }, false],
  ])('where they agree in seeds and images: other %s', (_, one, other, compared) => {
    expect(compareCells(cellOf([one]), cellOf([other])) !== undefined).toBe(compared);
    expect(compareCells(cellOf([other]), cellOf([one])) !== undefined).toBe(compared);
  });
});

test('each family is corrected by itself; what each compares is named', () => {
  const tested = [
    { protocol: protocols.standard, wrong: [0, 1, 2, 3, 4, 5] },
    { protocol: protocols.random, wrong: [] },
    { protocol: protocols.balanced, wrong: [0, 1] },
    { subject: balanced, protocol: protocols.standard, wrong: [0] },
    { subject: balanced, protocol: protocols.balanced, wrong: [9] },
  ];
  const { ofTests, ofArms } = pairedTests(tableOf(tested.map(runOf)));
  const told = (rows: typeof ofTests) =>
    rows.map(({ common, differsIn, first, second, comparison, adjusted }) => ({
      row: `${common}: ${first} | ${second} (${differsIn})`,
      counts: [comparison.onlyFirstWrong, comparison.onlySecondWrong],
      p: [comparison.pValue, adjusted],
    }));
  const standard = 'standard (population statistics)';
  const ways = 'standard training | balanced training (batching)';
  const pValues = (own: number, adjusted: number) =>
    [own, adjusted].map((value): unknown => expect.closeTo(value, 12));
  // The sign test of n of one kind alone is 2 / 2^n; of one of either, 1. Holm: three times the least, twice the next.
  expect(told(ofTests)).toEqual([
    {
      row: `Standard training: ${standard} | random batches (batch statistics) (protocol)`,
      ...{ counts: [6, 0], p: pValues(2 / 64, 6 / 64) },
    },
    {
      row: `Standard training: ${standard} | balanced batches (batch statistics) (protocol)`,
      ...{ counts: [4, 0], p: pValues(2 / 16, 4 / 16) },
    },
    {
      row: `Balanced training: ${standard} | balanced batches (batch statistics) (protocol)`,
      ...{ counts: [1, 1], p: pValues(1, 1) },
    },
  ]);
  expect(told(ofArms)).toEqual([
    { row: `Standard (population statistics): ${ways}`, counts: [5, 0], p: pValues(2 / 32, 4 / 32) },
    { row: `Balanced batches (batch statistics): ${ways}`, counts: [2, 1], p: pValues(1, 1) },
  ]);
});

describe('what a network is tested against', () => {
  const compared = (runs: readonly Run[]) =>
    pairedTests(tableOf(runs.map(runOf))).ofTests.map(({ first, second }) => `${first} | ${second}`);
  const running = { ...protocols.standard, statistics: 'running' } as const;

  test('is its standard test under population statistics, else under running averages, else its first test', () => {
    expect(
      compared([{ protocol: protocols.random }, { protocol: running }, { protocol: protocols.standard }]),
    ).toEqual([
      'standard (population statistics) | standard (running averages)',
      'standard (population statistics) | random batches (batch statistics)',
    ]);
    expect(compared([{ protocol: protocols.random }, { protocol: running }])).toEqual([
      'standard (running averages) | random batches (batch statistics)',
    ]);
    expect(compared([{ protocol: protocols.balanced }, { protocol: protocols.random }])).toEqual([
      'random batches (batch statistics) | balanced batches (batch statistics)',
    ]);
  });

  test.each(['split', 'views', 'test data noise', 'calibration batches'])('has the same %s', (condition) => {
    const where = (value: number): Partial<Run> =>
      condition === 'views'
        ? { views: { name: 'grid', count: value } }
        : condition === 'split'
          ? {}
          : {
              provenance: condition.startsWith('test')
                ? { testData: { [condition]: value } }
                : { calibration: { [condition]: value } },
            };
    // Of two values the standard test saw one, the balanced test both; a test of one value sees no other.
    const runs = [{ ...where(1) }, { ...where(2) }, { ...where(2), protocol: protocols.balanced }].map(runOf);
    if (condition === 'split')
      runs[0] = {
        ...runs[0]!,
        facts: { ...runs[0]!.facts, dataset: { ...runs[0]!.facts.dataset, split: 'validation' } },
      };
    const rows = pairedTests(tableOf(runs)).ofTests;
    expect(rows.map(({ cells }) => cells.map((cell) => runs.indexOf(cell!.runs[0]!)))).toEqual(
      condition.startsWith('calibration') ? [[0, 2]] : [[1, 2]],
    );
  });
});

test('a difference is shown below 5 % after correction, and told in percentage points', () => {
  expect([0.049, 0.05, 0.051].map((adjusted) => isShown({ adjusted }))).toEqual([true, false, false]);
  const { comparison } = compareCells(cellOf([{ wrong: [0, 1, 2, 3] }]), cellOf([{}]))!;
  // Bonett and Price of 4 and 0 in 10: differences sum to -4 of 12, squares to 4 + 2.
  const half = 1.959963984540054 * Math.sqrt((6 / 12 - 1 / 9) / 12);
  const told = tellDifference({ comparison, adjusted: 0.25 }).replaceAll('\u00a0', ' ');
  expect(told).toBe(
    `−40.00 percentage points (95 % interval −${(100 * (1 / 3 + half)).toFixed(2)} to +${(100 * (half - 1 / 3)).toFixed(2)}), p 0.250`,
  );
});
