import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProtocolFacts } from '@batchmates/results';
import { temporaryFolder } from '@batchmates/stage/testing';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { reportDataSchema } from '../src/index.ts';
import { runExperiments, type Experiment } from './fixtures/experiment.ts';
import { tests } from './fixtures/known-results.ts';
import { makeReport } from './fixtures/make-report.ts';

/** What a report says of experiments. */
async function reportOn(experiments: readonly Experiment[]) {
  const root = await temporaryFolder();
  const results = await runExperiments(join(root, 'artifacts'), experiments);
  const { directory } = await makeReport({ inputs: { results }, directory: join(root, 'report') });
  const read = (file: string) => readFile(join(directory, file), 'utf8');
  const data = reportDataSchema.parse(JSON.parse(await read('report.json')));
  const { document } = parseHTML(await read('report.html'));
  return {
    data,
    arms: data.arms.map(({ label }) => label),
    columns: data.tests.map(({ label, detail }) => `${label}: ${detail}`),
    /** Errors of the cells in percent with the number of their runs, by row and column; undefined where nothing was measured. */
    cells: data.arms.map((_, arm) =>
      data.tests.map((_test, test) => {
        const cell = data.cells.find((each) => each.arm === arm && each.test === test);
        return cell && `${(100 * cell.error).toFixed(1)} x${cell.runs.length}`;
      }),
    ),
    compared: data.comparisons.map(
      ({ common, differsIn, first, second }) => `${common}: ${first} | ${second} (${differsIn})`,
    ),
    text: document.querySelector('body')!.textContent.replaceAll('\u00a0', ' '),
    lede: document.querySelector('header')!.textContent.replaceAll('\u00a0', ' '),
    table: await read('table.txt'),
    figures: [...document.querySelectorAll('figure')].map(({ id }) => id),
    /** The numbers of a figure, row by row. */
    numbers: (figure: string) =>
      [...document.querySelectorAll(`#${figure} tbody tr`)].map((row) =>
        [...row.querySelectorAll('th, td')].map((cell) =>
          cell.childNodes[0]!.textContent!.replaceAll('\u00a0', ' '),
        ),
      ),
  };
}

/** The first so many images. */
const first = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const balanced = { kind: 'balanced', samplesPerClass: 1 } as const;

/** Balanced batches with so many of each class. */
const balancedTest = (samplesPerClass: number): ProtocolFacts => ({
  ...tests.balanced,
  options: { samplesPerClass },
  composition: { kind: 'balanced', samplesPerClass, classesPerBatch: 10 },
});

describe('runs are pooled only where seeds alone differ', () => {
  it('four configurations of one seed are four rows, by size', async () => {
    const sweep = [
      [0.1, 1e-5],
      [0.01, 0.1],
      [0.01, 1e-5],
      [0.1, 0.1],
    ].map(([momentum, epsilon], index) => ({
      train: { norm: { kind: 'batch', momentum, epsilon } },
      wrong: first(index + 1),
    }));
    const { arms, cells, text, table } = await reportOn(sweep);
    expect(arms).toEqual([
      'Standard, norm epsilon 0.00001, norm momentum 0.01',
      'Standard, norm epsilon 0.00001, norm momentum 0.1',
      'Standard, norm epsilon 0.1, norm momentum 0.01',
      'Standard, norm epsilon 0.1, norm momentum 0.1',
    ]);
    expect(cells).toEqual([['7.5 x1'], ['2.5 x1'], ['5.0 x1'], ['10.0 x1']]);
    expect(`${text}${table}`).not.toMatch(/over seeds|standard deviation over|runs per cell/);
  });

  it.each<[string, Experiment, Experiment, RegExp]>([
    ['crop', { train: { crop: 36 }, wrong: [] }, { train: { crop: 40 }, wrong: [] }, /crop 36$/],
    [
      'evaluateEvery',
      { train: { evaluateEvery: 1 }, wrong: [] },
      { train: { evaluateEvery: 5 }, wrong: [] },
      /evaluate every 1$/,
    ],
    [
      'a param of the data set',
      { data: { noise: 0 }, wrong: [] },
      { data: { noise: 60 }, wrong: [] },
      /data noise 0$/,
    ],
    [
      'an option of a strategy',
      { train: { batching: { kind: 'mine', groups: 2 } }, wrong: [] },
      { train: { batching: { kind: 'mine', groups: 3 } }, wrong: [] },
      /batching groups 2$/,
    ],
  ])('%s makes two rows', async (_, one, other, label) => {
    const { arms, cells } = await reportOn([one, other]);
    expect(cells).toEqual([['0.0 x1'], ['0.0 x1']]);
    expect(arms[0]).toMatch(label);
  });

  it('seeds of any stage are pooled, each run once', async () => {
    const seeded = (seed: number, wrong: number) => ({
      train: { seed },
      evaluate: { seed },
      wrong: first(wrong),
    });
    const { cells, data } = await reportOn([seeded(0, 2), seeded(1, 4), seeded(1, 4), seeded(2, 6)]);
    expect(cells).toEqual([['10.0 x3']]);
    expect(data.cells[0]!.deviation).toBeCloseTo(0.05, 12);
  });

  it('statistics pooled over other batches are columns of their own, but only of what uses them', async () => {
    const tested = ['standard', 'balanced'].flatMap((kind, index) =>
      [0, 60].flatMap((noise) =>
        [tests.standard, tests.balanced].map((protocol) => ({
          data: { noise },
          calibrate: { batching: { kind } },
          protocol,
          wrong: first((protocol === tests.standard ? 1 + index : 1) + noise / 10),
        })),
      ),
    );
    const { arms, columns, cells } = await reportOn(tested);
    expect(arms).toEqual(['Standard, data noise 0', 'Standard, data noise 60']);
    expect(columns).toEqual([
      'Standard: population statistics, calibration batching balanced',
      'Standard: population statistics, calibration batching standard',
      'Balanced batches: batch statistics',
    ]);
    // The balanced test does not see the statistics: both of its runs are the same one.
    expect(cells).toEqual([
      ['5.0 x1', '2.5 x1', '2.5 x1'],
      ['20.0 x1', '17.5 x1', '17.5 x1'],
    ]);
  });

  it('data and engine that change together are columns as well', async () => {
    const { columns, cells } = await reportOn([
      { data: { noise: 0 }, wrong: first(2) },
      { data: { noise: 0 }, testData: { noise: 60 }, precision: 'bf16', wrong: first(8) },
    ]);
    expect(columns).toHaveLength(2);
    expect(cells).toEqual([['20.0 x1', '5.0 x1']]);
  });

  it('a network tested before and after its calibration is one run, under statistics that calibration leaves alone', async () => {
    const run = { train: { seed: 3 }, protocol: tests.balanced, wrong: first(4) };
    const { cells } = await reportOn([
      run,
      { ...run, calibrate: { seed: 0 } },
      { ...run, calibrate: { seed: 1 } },
    ]);
    expect(cells).toEqual([['10.0 x1']]);
    const pooled = { ...run, protocol: tests.standard };
    const seeds = [0, 1].map((seed) => ({ ...pooled, calibrate: { seed } }));
    expect((await reportOn(seeds)).cells).toEqual([['10.0 x2']]);
  });

  it('stages of somebody else may call their inputs as they like', async () => {
    const eps = [1e-5, 0.1].map((epsilon) => ({
      train: { norm: { kind: 'batch', epsilon } },
      inputs: { network: 'model', images: 'pictures' },
      wrong: [1],
    }));
    const { arms, cells } = await reportOn(eps);
    expect(arms).toEqual(['Standard, norm epsilon 0.00001', 'Standard, norm epsilon 0.1']);
    expect(cells).toEqual([['2.5 x1'], ['2.5 x1']]);
  });

  it('each arm’s own precision is no way of testing', async () => {
    const { columns, compared } = await reportOn(
      (['f32', 'bf16'] as const).map((precision) => ({
        train: { precision },
        calibrate: { precision },
        precision,
        wrong: first(3),
      })),
    );
    expect(columns).toEqual(['Standard: population statistics']);
    expect(compared).toHaveLength(1);
    expect(compared[0]).toMatch(/\(precision\)$/);
  });

  it('other test data are columns where one network saw several', async () => {
    const own = [0, 60].map((noise) => ({ data: { noise }, wrong: first(1 + noise / 20) }));
    expect((await reportOn(own)).columns).toEqual(['Standard: population statistics']);
    const crossed = [...own, { data: { noise: 0 }, testData: { noise: 60 }, wrong: first(8) }];
    const { columns, cells } = await reportOn(crossed);
    expect(columns).toEqual(
      [0, 60].map((noise) => `Standard: population statistics, test data noise ${noise}`),
    );
    expect(cells).toEqual([
      ['2.5 x1', '20.0 x1'],
      [undefined, '10.0 x1'],
    ]);
  });
});

describe('comparisons are of cells that differ in one thing', () => {
  it('partners have the same noise', async () => {
    const noisy = (noise: number, kind: string, wrong: readonly number[]) => ({
      data: { noise },
      train: { batching: { kind } },
      wrong,
    });
    const { data, compared } = await reportOn([
      noisy(0, 'standard', first(7)),
      noisy(0, 'balanced', first(12, 20)),
      noisy(60, 'standard', first(4)),
      noisy(60, 'balanced', first(20, 20)),
    ]);
    const test = 'Standard (population statistics)';
    expect(compared).toEqual([
      `${test}: standard, data noise 0 training | balanced, data noise 0 training (batching)`,
      `${test}: standard, data noise 60 training | balanced, data noise 60 training (batching)`,
    ]);
    // McNemar's exact test of 7 against 12: statsmodels gives 0.359283447265625. Other noise is other images.
    expect(data.comparisons[0]!.pValue).toBeCloseTo(0.359283447265625, 12);
  });

  it('networks trained in batches of 20 stand beside such, and are tested as they were trained', async () => {
    const sizes = [1, 2, 4].flatMap((samplesPerClass) =>
      [{ kind: 'standard' }, { kind: 'balanced', samplesPerClass }].flatMap((batching) =>
        [0, 1, 2].flatMap((seed) =>
          [tests.standard, balancedTest(1), balancedTest(samplesPerClass)].map((protocol) => ({
            train: { batching, batchSize: 10 * samplesPerClass, seed },
            protocol,
            wrong: first(4 * samplesPerClass + (protocol === tests.standard ? 8 : 0)),
          })),
        ),
      ),
    );
    const { arms, columns, cells, compared, lede } = await reportOn(sizes);
    expect(arms).toEqual([
      ...[10, 20, 40].map((size) => `Standard, batch size ${size}`),
      ...['Balanced, batch size 10', 'Balanced (2 per class), batch size 20'],
      'Balanced (4 per class), batch size 40',
    ]);
    expect(columns).toEqual([
      'Standard: population statistics',
      ...[10, 20, 40].map((size) => `Balanced batches: batch statistics, batches of ${size}`),
    ]);
    expect(cells[4]).toEqual(['40.0 x3', '20.0 x3', '20.0 x3', undefined]);
    const pairs = compared.filter((line) => line.startsWith('Standard (population'));
    expect(pairs).toEqual([
      ...[20, 40].map(
        (size) =>
          `Standard (population statistics): standard, batch size 10 training | standard, batch size ${size} training (batch size)`,
      ),
      ...['balanced, batch size 10', 'balanced (2 per class), batch size 20'].map(
        (label, index) =>
          `Standard (population statistics): standard, batch size ${10 * (index + 1)} training | ${label} training (batching)`,
      ),
      'Standard (population statistics): standard, batch size 40 training | balanced (4 per class), batch size 40 training (batching)',
    ]);
    expect(lede).toContain('(batch size 10)');
  });

  it('a network that was not tested as it was trained gets no headline', async () => {
    const train = { batching: { kind: 'balanced', samplesPerClass: 2 }, batchSize: 20 };
    const { lede, columns } = await reportOn([
      { train, wrong: first(8) },
      { train, protocol: balancedTest(1), wrong: first(2) },
    ]);
    expect(lede).toContain('as far as they were measured');
    expect(columns[1]).toContain('batches of 10');
  });

  it('tests on other engines or other pooled statistics are never compared', async () => {
    const { compared } = await reportOn(
      (['f32', 'bf16'] as const).flatMap((precision) =>
        [tests.standard, tests.balanced].map((protocol) => ({ precision, protocol, wrong: first(4) })),
      ),
    );
    expect(compared).toEqual(
      ['bf16', 'f32'].map(
        (precision) =>
          `Standard training: standard (population statistics, ${precision}) | balanced batches (batch statistics, ${precision}) (protocol)`,
      ),
    );
    const pooled = ['standard', 'balanced'].map((kind) => ({
      calibrate: { batching: { kind } },
      wrong: [1],
    }));
    expect((await reportOn(pooled)).compared).toEqual([]);
  });

  it('a seed that is an option of one strategy alone keeps nobody apart', async () => {
    const { compared } = await reportOn(
      [{ kind: 'standard' }, { kind: 'mine', seed: 4 }].map((batching) => ({
        train: { batching },
        wrong: first(4),
      })),
    );
    expect(compared).toHaveLength(1);
  });

  it('cells of other views are never compared', async () => {
    const grid = { name: 'grid', count: 9 };
    const { compared, columns } = await reportOn([
      { wrong: first(8) },
      { wrong: first(4), views: grid, evaluate: { views: 'grid' } },
      { wrong: first(2), views: grid, evaluate: { views: 'grid' }, protocol: balancedTest(1) },
    ]);
    expect(columns).toHaveLength(3);
    expect(compared).toHaveLength(1);
    expect(compared[0]).toMatch(/standard \(.*grid.*\) \| balanced batches/);
  });

  it('options that one has and the other has not are one difference', async () => {
    const { compared, text } = await reportOn([
      { testData: { letters: 'AB' }, data: { trainPerClass: 50 }, wrong: first(4) },
      {
        testData: { letters: 'AB' },
        data: { trainPerClass: { most: 50, imbalance: 10 } },
        wrong: first(8),
      },
      {
        testData: { letters: 'AB' },
        data: { trainPerClass: 50, labelNoise: { fraction: 0.1, splits: ['train'] } },
        wrong: first(12),
      },
    ]);
    const standard = 'Standard (population statistics): standard, data train per class';
    expect(compared.toSorted()).toEqual([
      `${standard} 50 training | standard, data train per class 50, data label noise fraction 0.1 training (data label noise)`,
      `${standard} imbalance 10, most 50 training | standard, data train per class 50 training (data train per class)`,
    ]);
    expect(text).toContain('fraction 0.1, splits ["train"]');
  });

  it('changes that go together are two differences, and are shown', async () => {
    const { compared, arms, text } = await reportOn([
      { train: { width: 16, learningRate: 0.02 }, wrong: first(8) },
      { train: { width: 64, learningRate: 0.1 }, wrong: first(2) },
    ]);
    expect(compared).toEqual([]);
    expect(arms).toEqual(['Standard, width 16', 'Standard, width 64']);
    expect(text).toContain('What differs between the ways of training');
    expect(text).toContain('learning rate');
  });
});

describe('any experiment has a report', () => {
  it('of one arm under one test', async () => {
    const { arms, compared, lede } = await reportOn([{ wrong: [3] }]);
    expect([arms, compared]).toEqual([['Standard'], []]);
    expect(lede).toContain('as far as they were measured');
  });

  it('of forty arms, with every fifth test missing', async () => {
    const widths = Array.from({ length: 20 }, (_, index) => 4 * (20 - index));
    const tested = widths.flatMap((width, index) =>
      ['standard', 'balanced'].flatMap((kind) =>
        [tests.standard, tests.balanced]
          .filter((protocol) => protocol !== tests.balanced || index % 5 > 0)
          .map((protocol) => ({
            train: { width, batching: kind === 'balanced' ? balanced : { kind } },
            protocol,
            wrong: first(1 + (width % 7)),
          })),
      ),
    );
    const { arms, cells, compared } = await reportOn(tested);
    expect(arms).toEqual([
      ...widths.toReversed().map((width) => `Standard, width ${width}`),
      ...widths.toReversed().map((width) => `Balanced, width ${width}`),
    ]);
    expect(cells.flat().filter((cell) => cell === undefined)).toHaveLength(8);
    // Other widths against the narrowest, and other batches of the same width, under each test that both had.
    expect(compared.filter((line) => line.endsWith('(batching)'))).toHaveLength(20 + 16);
  });

  it('of four classes, beside which the paper has nothing', async () => {
    const { data, text } = await reportOn([
      { classes: 4, wrong: first(8) },
      { classes: 4, train: { batching: balanced, batchSize: 4 }, wrong: first(8) },
    ]);
    expect(data.paper).toBeUndefined();
    expect(text).not.toMatch(/paper: \d|in the paper/);
  });

  it('of small batches that nobody chose says that their size alone costs accuracy', async () => {
    const byDefault = { batchSize: undefined } as unknown as { readonly batchSize: number };
    const { text } = await reportOn([{ train: byDefault, wrong: first(8) }]);
    expect(text).toContain('Batches of 10 images, the default, cost accuracy by themselves: below 16 ');
    const chosen = await reportOn([{ train: { batchSize: 10 }, wrong: first(8) }]);
    expect(chosen.text).not.toContain('cost accuracy by themselves');
  });

  it('whose letters are not the paper’s pictures prints no number of the paper in its table', async () => {
    const { data, lede } = await reportOn([
      { train: { batching: balanced }, wrong: first(8) },
      { train: { batching: balanced }, protocol: tests.balanced, wrong: first(1) },
    ]);
    expect(data.cells.map(({ paperError }) => paperError)).toEqual([undefined, undefined]);
    expect(lede).toMatch(
      /2.50 % .*: 88 % fewer errors, −17.50 percentage points \(95 % interval .*\), p 0.016\./,
    );
  });
});

describe('along a numeric setting', () => {
  it('errors are lines of the arms that differ in nothing else', async () => {
    const tested = [8, 4, 16].flatMap((width) =>
      ['standard', 'balanced'].map((kind) => ({
        train: { width, batching: kind === 'balanced' ? balanced : { kind } },
        wrong: first(kind === 'balanced' ? width / 4 : width),
      })),
    );
    const { numbers, figures } = await reportOn(tested);
    expect(figures).toContain('figure-axis-width');
    const axis = numbers('figure-axis-width');
    expect(axis.map(([name, error]) => [name, error])).toEqual([
      ['Standard, width 4 / standard (population statistics)', '10.00 %'],
      ['Standard, width 8 / standard (population statistics)', '20.00 %'],
      ['Standard, width 16 / standard (population statistics)', '40.00 %'],
      ['Balanced, width 4 / standard (population statistics)', '2.50 %'],
      ['Balanced, width 8 / standard (population statistics)', '5.00 %'],
      ['Balanced, width 16 / standard (population statistics)', '10.00 %'],
    ]);
  });

  it('what changes with it does not take the line apart', async () => {
    const tested = [1, 2, 4].flatMap((samplesPerClass) =>
      [{ kind: 'standard' }, { kind: 'balanced', samplesPerClass }].map((batching) => ({
        train: { batching, batchSize: 10 * samplesPerClass },
        wrong: first(samplesPerClass),
      })),
    );
    const { figures, text } = await reportOn(tested);
    expect(figures.filter((id) => id.startsWith('figure-axis'))).toEqual(['figure-axis-batchSize']);
    expect(text).toContain('Error by batch size (with batching samples per class)');
  });

  it('an option of one strategy is an axis, too', async () => {
    const shares = [0.1, 0.5, 0.9].map((share) => ({
      train: { batching: { kind: 'mine', share } },
      wrong: first(10 * share),
    }));
    const { figures } = await reportOn([{ wrong: first(8) }, ...shares]);
    expect(figures.filter((id) => id.startsWith('figure-axis'))).toEqual(['figure-axis-batching-share']);
  });

  it('a value tuned for every arm is no axis of the others', async () => {
    const rates = [0.01, 0.02, 0.03, 0.04];
    const grid = rates.map((learningRate, index) => ({
      train: { width: index < 2 ? 8 : 16, batchSize: index % 2 ? 10 : 20, learningRate },
      wrong: first(index),
    }));
    const { figures } = await reportOn(grid);
    expect(figures.some((id) => id.startsWith('figure-axis'))).toBe(false);
  });

  it('views tell such panels apart', async () => {
    const tested = [1, 2, 4].flatMap((samplesPerClass) =>
      [1, 9].map((count) => ({
        train: { batching: { kind: 'balanced', samplesPerClass }, batchSize: 10 * samplesPerClass },
        protocol: balancedTest(samplesPerClass),
        views: { name: count === 1 ? 'center' : 'grid', count },
        wrong: first(samplesPerClass + count),
      })),
    );
    const { numbers } = await reportOn(tested);
    const panel = (views: string) => `balanced batches (of the size trained with, ${views})`;
    expect(numbers('figure-axis-batchSize').map((row) => row.slice(0, 2))).toEqual([
      [`Balanced, batch size 10 / ${panel('center (1 view)')}`, '5.00 %'],
      [`Balanced (2 per class), batch size 20 / ${panel('center (1 view)')}`, '7.50 %'],
      [`Balanced (4 per class), batch size 40 / ${panel('center (1 view)')}`, '12.50 %'],
      [`Balanced, batch size 10 / ${panel('grid (9 views)')}`, '25.00 %'],
      [`Balanced (2 per class), batch size 20 / ${panel('grid (9 views)')}`, '27.50 %'],
      [`Balanced (4 per class), batch size 40 / ${panel('grid (9 views)')}`, '32.50 %'],
    ]);
  });

  it('a text is not taken for the number that it spells', async () => {
    const { arms } = await reportOn([
      { train: { note: 1 }, wrong: first(1) },
      { train: { note: '1' }, wrong: first(2) },
      { train: { note: 'true' }, wrong: first(2) },
      { train: { note: 'plain' }, wrong: first(2) },
    ]);
    expect(arms.toSorted()).toEqual(
      ['Standard, note "1"', 'Standard, note "true"', 'Standard, note 1', 'Standard, note plain'].toSorted(),
    );
  });

  it('networks tested in batches of the size they were trained with share a panel', async () => {
    const tested = [1, 2, 4].map((samplesPerClass) => ({
      train: { batching: { kind: 'balanced', samplesPerClass }, batchSize: 10 * samplesPerClass },
      protocol: balancedTest(samplesPerClass),
      wrong: first(samplesPerClass),
    }));
    const { numbers } = await reportOn(tested);
    expect(numbers('figure-axis-batchSize').map((row) => row.slice(0, 2))).toEqual(
      [
        'Balanced, batch size 10',
        'Balanced (2 per class), batch size 20',
        'Balanced (4 per class), batch size 40',
      ].map((label, index) => [
        `${label} / balanced batches (of the size trained with)`,
        `${(2.5 * 2 ** index).toFixed(2)} %`,
      ]),
    );
  });

  it('or in those of their ghost groups', async () => {
    const tested = [1, 2, 4].map((samplesPerClass) => ({
      train: { batchSize: 80, norm: { kind: 'batch', ghost: 10 * samplesPerClass } },
      protocol: balancedTest(samplesPerClass),
      wrong: first(samplesPerClass),
    }));
    const { numbers } = await reportOn(tested);
    expect(numbers('figure-axis-norm-ghost').map((row) => row.slice(0, 2))).toEqual(
      [10, 20, 40].map((ghost, index) => [
        `Standard, norm ghost ${ghost} / balanced batches (of the size trained with)`,
        `${(2.5 * 2 ** index).toFixed(2)} %`,
      ]),
    );
  });

  it('two values are no line, and forty arms no picture of points', async () => {
    const two = [8, 4].map((width) => ({ train: { width }, wrong: [1] }));
    expect((await reportOn(two)).figures).toContain('figure-errors');
    expect((await reportOn(two)).figures.some((id) => id.startsWith('figure-axis'))).toBe(false);
    const words = Array.from({ length: 13 }, (_, index) => ({
      train: { batching: { kind: 'mine', word: 'abcdefghijklm'[index] } },
      wrong: [1],
    }));
    const { figures, text } = await reportOn(words);
    expect(figures).not.toContain('figure-errors');
    expect(text).toContain('13 ways of training are too many for a figure');
  });
});

describe('where labels were made wrong on purpose', () => {
  it('errors are counted against both labels, over seeds too', async () => {
    // Of images 0 to 3 the label is wrong; 0, 1 and 2 are answered with it.
    const noisy = [0, 1].map((seed) => ({
      train: { seed },
      wrong: first(2 + seed, 3),
      wrongLabels: first(4),
    }));
    const one = await reportOn(noisy.slice(0, 1));
    // Wrong by the given labels: 3 and 4. Wrong by the true ones: these, and 0, 1 and 2.
    expect(one.data.cells[0]!.runs[0]).toMatchObject({ error: 2 / 40, trueLabelError: 5 / 40 });
    expect(one.text).toContain('True labels');
    expect(one.text).toMatch(/10\.00 %5\.00 %[^%]+%12\.50 %/);
    expect(one.text).toContain('75.00 %');
    const both = await reportOn(noisy);
    expect(both.text).toMatch(/6\.25 %± 1\.77 %/);
    expect(both.text).toMatch(/13\.75 %± 1\.77 %/);
  });

  it('and nothing is said of it elsewhere', async () => {
    const { text, data } = await reportOn([{ wrong: [1] }]);
    expect(text).not.toContain('rue labels');
    expect(data.cells[0]!.runs[0]).not.toHaveProperty('trueLabelError');
  });
});
