import { describe, expect, test } from 'vitest';
import { measuredCells } from '../../src/analysis/measured-cells.ts';
import { protocols, runOf, tableOf, type Run } from './runs-in-memory.ts';

/** The only cell of a table. */
function cellOf(runs: readonly Run[]) {
  const cells = measuredCells(tableOf(runs.map(runOf)));
  expect(cells).toHaveLength(1);
  return cells[0]!.cell;
}

const first = (count: number) => Array.from({ length: count }, (_, image) => image);

describe('runs of a cell', () => {
  test('have a mean and a sample deviation, by their seeds of training, then of the test', () => {
    const seeded = [
      [2, 0, 5],
      [0, 7, 3],
      [0, 1, 1],
      [1, 0, 3],
    ] as const;
    const cell = cellOf(
      seeded.map(([training, seed, errors]) => ({
        protocol: protocols.balanced,
        subject: { seed: training },
        seed,
        wrong: first(errors),
      })),
    );
    expect(cell.runs.map(({ facts }) => [facts.training.seed, facts.seed])).toEqual([
      [0, 1],
      [0, 7],
      [1, 0],
      [2, 0],
    ]);
    // Of 5, 3, 1 and 3 in ten the mean is 3. Of the three networks they are 5, 2 and 3: squares (25 + 16 + 1) / 9 over two.
    expect(cell.error).toBeCloseTo(0.3, 12);
    expect(cell.deviation).toBeCloseTo(Math.sqrt(42 / 18) / 10, 12);
    expect(cell).toMatchObject({ images: 10, interval: undefined });
  });

  test('of one network have the deviation of their arrangements', () => {
    const cell = cellOf(
      [5, 3].map((errors, seed) => ({ protocol: protocols.balanced, seed, wrong: first(errors) })),
    );
    expect(cell.deviation).toBeCloseTo(Math.sqrt(2) / 10, 12);
  });

  test('are one where no seed differs: the first of them, with its interval', () => {
    const cell = cellOf([{ wrong: first(2) }, { wrong: first(5) }]);
    expect(cell).toMatchObject({ error: 0.2, deviation: undefined, images: 10 });
    // Wilson's 95 % interval of 2 in 10: python3 -c "z = 1.959963984540054; n, p = 10, 0.2; m = 1 + z*z/n; c = p + z*z/2/n
    // h = z*(p*(1-p)/n + z*z/4/n/n)**0.5; print((c - h)/m, (c + h)/m)"
    expect(cell.interval).toEqual(
      [0.05668215145437519, 0.5098375284633583].map((end): unknown => expect.closeTo(end, 12)),
    );
  });

  test.each<[string, Run, Run, number]>([
    ['of training', { subject: { seed: 1 } }, { subject: { seed: 2 } }, 2],
    ['of the test', { protocol: protocols.balanced, seed: 1 }, { protocol: protocols.balanced, seed: 2 }, 2],
    ['of a test of single images, of which none is drawn', { seed: 1 }, { seed: 2 }, 1],
    [
      'of what trained',
      { seeds: { training: { 'data.seed': 1 } } },
      { seeds: { training: { 'data.seed': 2 } } },
      2,
    ],
    ['of the data tested on', { seeds: { testData: { seed: 1 } } }, { seeds: { testData: { seed: 2 } } }, 2],
    ['of calibration', { seeds: { calibration: { seed: 1 } } }, { seeds: { calibration: { seed: 2 } } }, 2],
    [
      'of a calibration that the test does not use',
      { protocol: protocols.balanced, seeds: { calibration: { seed: 1 } } },
      { protocol: protocols.balanced, seeds: { calibration: { seed: 2 } } },
      1,
    ],
  ])('count by their seeds: %s', (_, one, other, runs) => {
    expect(cellOf([one, other]).runs).toHaveLength(runs);
    expect(cellOf([one, one]).runs).toHaveLength(1);
  });
});
