import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { temporaryFolder } from '@batchmates/stage/testing';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportDataSchema, type ReportData } from '../src/index.ts';
import { simulatePipeline } from '../src/testing/index.ts';
import { knownResults } from './fixtures/known-results.ts';
import { makeComparison, makeReport } from './fixtures/make-report.ts';

let root: string;
/** Of one seed, and of exactly two. */
let one: Artifact;
let two: Artifact;

beforeAll(async () => {
  root = await temporaryFolder();
  const made = await simulatePipeline({ directory: join(root, 'simulated'), images: 20, seeds: [0, 1] });
  const others = made.results.filter(({ manifest: { stage } }) => stage !== 'evaluator/evaluate');
  const report = async (name: string, seeds: readonly number[]) => {
    const directory = join(root, 'artifacts', name);
    const results = await knownResults(directory, seeds);
    return makeReport({
      inputs: { results: [...results, ...others], checkpoints: seeds.length > 1 ? made.checkpoints : [] },
      params: { title: `Of ${name}` },
      directory: join(directory, 'report'),
    });
  };
  one = await report('one', [0]);
  two = await report('two', [0, 1]);
});

async function dataOf(report: Artifact): Promise<ReportData> {
  return reportDataSchema.parse(JSON.parse(await readFile(join(report.directory, 'report.json'), 'utf8')));
}

type Page = ReturnType<typeof parseHTML>['document'];

const pages = new Map<string, Page>();

/** The page of a report, read once. */
async function documentOf({ directory }: Artifact) {
  const page =
    pages.get(directory) ?? parseHTML(await readFile(join(directory, 'report.html'), 'utf8')).document;
  pages.set(directory, page);
  return page;
}

/** A table as texts, its heading first; lines within a cell are told apart by ` / `. */
function textsOf(document: Page, selector: string): string[][] {
  return [...document.querySelectorAll(`${selector} tr`)].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) =>
      [...cell.childNodes]
        .map((node) => node.textContent!.replaceAll('\u00a0', ' ').trim())
        .filter((text) => text !== '')
        .join(' / '),
    ),
  );
}

const close = (value: number): unknown => expect.closeTo(value, 12);
// The sample standard deviation of two numbers is their distance over the root of 2.
const deviation = (distance: number) => close(distance / Math.SQRT2);

describe('two seeds', () => {
  test('have means, deviations and the paper’s errors, cell by cell', async () => {
    const { arms, tests, cells, paper } = await dataOf(two);
    expect(arms).toMatchObject([
      { strategy: 'standard', label: 'Standard' },
      { strategy: 'balanced', label: 'Balanced' },
    ]);
    expect(tests.map(({ protocol, statistics, detail }) => [protocol, statistics, detail])).toEqual([
      ['standard', 'population', 'population statistics'],
      ['random', 'batch', 'batch statistics'],
      ['balanced', 'batch', 'batch statistics'],
    ]);
    expect(paper).toEqual({
      name: 'ResNet-20',
      table: 'Table 2',
      errors: { 'standard/standard': 4.45, 'balanced/standard': 4.47, 'balanced/balanced': 0.97 },
    });
    const runs = (first: number, second: number) => [
      expect.objectContaining({ trainingSeed: 0, seed: 0, error: first }) as unknown,
      expect.objectContaining({ trainingSeed: 1, seed: 0, error: second }) as unknown,
    ];
    expect(cells).toEqual([
      {
        ...{ arm: 0, test: 0, images: 20, error: close(0.25), deviation: deviation(0.1) },
        ...{ runs: runs(0.2, 0.3), published: 'standard/standard', paperError: close(0.0445) },
      },
      { arm: 0, test: 1, images: 20, error: 0.25, deviation: 0, runs: runs(0.25, 0.25) },
      { arm: 0, test: 2, images: 20, error: close(0.25), deviation: deviation(0.2), runs: runs(0.15, 0.35) },
      {
        ...{ arm: 1, test: 0, images: 20, error: close(0.35), deviation: deviation(0.2) },
        ...{ runs: runs(0.25, 0.45), published: 'balanced/standard', paperError: close(0.0447) },
      },
      { arm: 1, test: 1, images: 20, error: close(0.45), deviation: deviation(0.1), runs: runs(0.4, 0.5) },
      {
        ...{ arm: 1, test: 2, images: 20, error: close(0.075), deviation: deviation(0.05) },
        ...{ runs: runs(0.05, 0.1), published: 'balanced/balanced', paperError: close(0.0097) },
      },
    ]);
  });

  test('give reductions of their means beside the paper’s', async () => {
    expect((await dataOf(two)).reductions).toEqual([
      {
        before: 'standard / standard',
        after: 'balanced / balanced',
        errors: [close(0.25), close(0.075)],
        reduction: close(0.7),
        published: close(1 - 0.97 / 4.45),
      },
      {
        before: 'balanced / standard',
        after: 'balanced / balanced',
        errors: [close(0.35), close(0.075)],
        reduction: close(0.55 / 0.7),
        published: close(1 - 0.97 / 4.47),
      },
    ]);
  });

  test('stand in the table under the headings they belong to, and none is called the best', async () => {
    const document = await documentOf(two);
    const cell = (mean: string, spread: string, ...paper: string[]) =>
      [mean, `± ${spread} %, 2 runs`, '20 images', ...paper, 'seed 0, seed 1'].join(' / ');
    expect(textsOf(document, '#error-table')).toEqual([
      [
        'Training',
        'Standard / population statistics',
        'Random batches / batch statistics',
        'Balanced batches / batch statistics',
      ],
      [
        'Standard',
        cell('25.00 %', '7.07', 'paper: 4.45 %'),
        cell('25.00 %', '0.00'),
        cell('25.00 %', '14.14'),
      ],
      [
        'Balanced',
        cell('35.00 %', '14.14', 'paper: 4.47 %'),
        cell('45.00 %', '7.07'),
        cell('7.50 %', '3.54', 'paper: 0.97 %'),
      ],
    ]);
    expect([...document.querySelectorAll('#error-table strong')]).toEqual([]);
  });

  test('stand in the table for a terminal', async () => {
    const lines = (await readFile(join(two.directory, 'table.txt'), 'utf8')).split('\n');
    const columns = (line: string | undefined) => line?.trim().split(/ {2,}/);
    expect(lines[0]).toBe('Of two: error on test images, mean and standard deviation over seeds');
    const row = lines.findIndex((line) => line.startsWith('Standard '));
    expect(columns(lines[row])).toEqual(['Standard', '25.00 %', '25.00 %', '25.00 %']);
    expect(columns(lines[row + 1])).toEqual(['+- 7.1', '+- 0.0', '+- 14.1']);
    expect(columns(lines[row + 2])).toEqual(['paper 4.45']);
    expect(columns(lines[row + 4])).toEqual(['Balanced', '35.00 %', '45.00 %', '7.50 %']);
    expect(columns(lines[row + 5])).toEqual(['+- 14.1', '+- 7.1', '+- 3.5']);
    expect(columns(lines[row + 6])).toEqual(['paper 4.47', 'paper 0.97']);
  });

  test('are drawn with bars of one standard deviation to either side', async () => {
    const document = await documentOf(two);
    // The axis is 700 pixels long from pixel 4 on, and ends 4 % beyond the greatest end of a bar: 45 % + 10 % / root 2.
    const end = 1.04 * (0.45 + 0.1 / Math.SQRT2);
    const x = (error: number) => 4 + (700 * error) / end;
    const bars = [...document.querySelectorAll('#figure-errors svg.wide line')].map((line) => [
      Number(line.getAttribute('x1')),
      Number(line.getAttribute('x2')),
    ]);
    for (const [mean, distance] of [
      [0.25, 0.1],
      [0.25, 0],
      [0.25, 0.2],
      [0.35, 0.2],
      [0.45, 0.1],
      [0.075, 0.05],
    ] as const) {
      const half = distance / Math.SQRT2;
      const expected = [x(mean - half), x(mean + half)];
      const found = bars.some((bar) =>
        bar.every((place, index) => Math.abs(place - expected[index]!) < 0.006),
      );
      expect(found, `a bar around ${mean} from ${expected.join(' to ')}`).toBe(true);
    }
    expect(
      textsOf(document, '#figure-errors table')
        .slice(1, 3)
        .map(([header, , interval]) => [header, interval]),
    ).toEqual([
      ['Standard / standard (population statistics)', '17.93–32.07 %'],
      ['Balanced / standard (population statistics)', '20.86–49.14 %'],
    ]);
  });

  test('are compared on the same images, both seeds together', async () => {
    const document = await documentOf(two);
    const population = 'standard (population statistics)';
    const random = 'random batches (batch statistics)';
    const balanced = 'balanced batches (batch statistics)';
    const heading = [
      ...['The same', 'First', 'Second', 'Only the first wrong', 'Only the second wrong'],
      ...['Change of error / percentage points', 'p', 'p, corrected / Holm'],
    ];
    // p-values by listing every pattern of signs, then statsmodels' multipletests(p, method='holm').
    const none = (p: string) => `${p} / no difference shown`;
    const arm = (name: string) => `${name} training / differ in protocol, 2 seeds`;
    expect(textsOf(document, '#paired-tests')).toEqual([
      heading,
      [arm('Standard'), population, random, '1', '1', '+0.00 / −14.09 to +14.09', '1.000', none('1.000')],
      // Images 0-3 against 10-12, 0-5 against 10-16: splits as even as they can be.
      [arm('Standard'), population, balanced, '10', '10', '+0.00 / −28.87 to +28.87', '1.000', none('1.000')],
      [arm('Balanced'), population, random, '0', '4', '+10.00 / −5.86 to +24.05', '0.125', none('0.375')],
      [arm('Balanced'), population, balanced, '14', '3', '−27.50 / −50.00 to +0.00', '0.061', none('0.242')],
    ]);
    const test = (name: string) => `${name} / differ in batching, 2 seeds`;
    const ways = ['standard training', 'balanced training'];
    expect(textsOf(document, '#paired-arms')).toEqual([
      heading,
      [
        test('Standard (population statistics)'),
        ...[...ways, '0', '4', '+10.00 / −5.86 to +24.05', '0.125', none('0.125')],
      ],
      [
        test('Random batches (batch statistics)'),
        ...[...ways, '0', '8', '+20.00 / −1.28 to +37.64', '0.063', none('0.125')],
      ],
      [
        test('Balanced batches (batch statistics)'),
        ...[...ways, '7', '0', '−17.50 / −33.03 to +1.21', '0.031', none('0.094')],
      ],
    ]);
  });

  test('promise nothing in words that the tests do not show', async () => {
    const lede = (await documentOf(two)).querySelector('header')!.textContent.replaceAll('\u00a0', ' ');
    expect(lede).toContain(
      'no difference shown, −27.50 percentage points (95 % interval −50.00 to +0.00), p 0.242 (in the paper 78 % fewer).',
    );
    expect(textsOf(await documentOf(two), '#reductions').map((row) => row.at(-2))).toEqual([
      'p, corrected / Holm',
      '0.219 / no difference shown',
      '0.121 / no difference shown',
    ]);
  });

  test('leave the control beside what the paper prints: balanced training on random batches', async () => {
    const [heading, ...rows] = textsOf(await documentOf(two), '#figure-classes table');
    expect(heading).toEqual([
      'Class',
      'Standard / standard (population statistics)',
      'Balanced / standard (population statistics)',
      'Balanced / balanced batches (batch statistics)',
      'Balanced / random batches (batch statistics)',
    ]);
    // Of seed 0: images 0-3, 0-4, 10, 0-7 are wrong; class 0 has images 0-5, class 1 images 6-9, class 2 image 10.
    const shares = rows.map((row) => row.slice(1).map((text) => text.split(' / ').at(-1)));
    expect(shares.slice(0, 3)).toEqual([
      ['4 of 6', '5 of 6', '0 of 6', '6 of 6'],
      ['0 of 4', '0 of 4', '0 of 4', '2 of 4'],
      ['0 of 1', '0 of 1', '1 of 1', '0 of 1'],
    ]);
    expect(rows[0]!.map((text) => text.split(' / ')[0])).toEqual([
      'class 0',
      '66.7 %',
      '83.3 %',
      '0.0 %',
      '100.0 %',
    ]);
  });

  test('share a curve of their mean, between the lower and the higher of them', async () => {
    const { curves } = await dataOf(two);
    // As simulated: a decay with a wave of its own for each seed, over an error that grows by 0.4 (0.2) points a seed.
    const decay = (epoch: number, seed: number) =>
      0.6 * Math.exp(-epoch / 4) * (1 + 0.05 * Math.sin(3 * epoch + seed));
    const expected = [
      ['Standard training, standard testing', 1, 0.118, 0.004],
      ['Balanced training, standard testing', 1, 0.125, 0.004],
      ['Balanced training, balanced batches', 0.7, 0.028, 0.002],
      ['Standard training, balanced batches', 0.7, 0.114, 0.002],
    ] as const;
    expect(curves).toEqual(
      expected.map(([label, share, rest, growth]) => ({
        label,
        points: Array.from({ length: 12 }, (_, index) => {
          const errors = [0, 1].map((seed) => share * decay(index + 1, seed) + rest + growth * seed);
          return {
            epoch: index + 1,
            error: close((errors[0]! + errors[1]!) / 2),
            low: close(Math.min(...errors)),
            high: close(Math.max(...errors)),
          };
        }),
      })),
    );
  });
});

describe('one seed', () => {
  test('has intervals and counts instead of deviations', async () => {
    const { cells, curves } = await dataOf(one);
    // Wilson's 95 % interval of 5 in 20: python3 -c "z = 1.959963984540054; n, p = 20, 0.25; m = 1 + z*z/n; c = p + z*z/2/n
    // h = z*(p*(1-p)/n + z*z/4/n/n)**0.5; print((c - h)/m, (c + h)/m)"
    expect(cells[1]).toMatchObject({
      error: 0.25,
      interval: [0.11186170140766566, 0.46870087761874396].map((end): unknown => expect.closeTo(end, 12)),
    });
    expect(cells.every(({ deviation: spread }) => spread === undefined)).toBe(true);
    expect(curves).toEqual([]);
    const table = textsOf(await documentOf(one), '#error-table');
    expect(table[1]![2]).toMatch(/^25\.00 % \/ 11\.2–46\.9 % \/ 5 of 20/);
    expect(await readFile(join(one.directory, 'table.txt'), 'utf8')).toMatch(
      /^Of one: error on test images, 95 % intervals\n/,
    );
  });
});

describe('a comparison of both', () => {
  let comparison: Artifact;

  beforeAll(async () => {
    comparison = await makeComparison({
      inputs: { reports: [one, two] },
      params: { title: 'Both' },
      directory: join(root, 'artifacts/both/compare'),
    });
  });

  test('sets the errors of each report in its column', async () => {
    const document = await documentOf(comparison);
    const detail = 'cifar-resnet-20, width 16, 10 classes, 12 epochs';
    const heading = ['Training / testing', `Of one / ${detail}`, `Of two / ${detail}`];
    const trimmed = (selector: string) =>
      textsOf(document, selector).map((row) =>
        row.map((text) => text.replace(/\d+\.\d–\d+\.\d %|± \d+\.\d %/, 'spread')),
      );
    expect(trimmed('#paper-form')).toEqual([
      heading,
      ['standard / standard', '20.00 % / spread / paper: 4.45 %', '25.00 % / spread / paper: 4.45 %'],
      ['balanced / standard', '25.00 % / spread / paper: 4.47 %', '35.00 % / spread / paper: 4.47 %'],
      ['balanced / balanced', '5.00 % / spread / paper: 0.97 %', '7.50 % / spread / paper: 0.97 %'],
      ['balanced / shuffled balanced', '–', '–'],
    ]);
    expect(trimmed('#every-cell')).toEqual([
      heading,
      ['Standard / standard / population statistics', '20.00 % / spread', '25.00 % / spread'],
      ['Standard / random batches / batch statistics', '25.00 % / spread', '25.00 % / spread'],
      ['Standard / balanced batches / batch statistics', '15.00 % / spread', '25.00 % / spread'],
      ['Balanced / standard / population statistics', '25.00 % / spread', '35.00 % / spread'],
      ['Balanced / random batches / batch statistics', '40.00 % / spread', '45.00 % / spread'],
      ['Balanced / balanced batches / batch statistics', '5.00 % / spread', '7.50 % / spread'],
    ]);
    const [, standard] = textsOf(document, '#paper-form');
    // Wilson's interval of 4 in 20 as above, and 10 % / root 2.
    expect(standard?.map((text) => text.split(' / ')[1])).toEqual(['standard', '8.1–41.6 %', '± 7.1 %']);
    expect(textsOf(document, '#reductions-table')).toEqual([
      heading,
      ['balanced / balanced / from standard / standard', '75 % / paper: 78 %', '70 % / paper: 78 %'],
      ['balanced / balanced / from balanced / standard', '80 % / paper: 78 %', '79 % / paper: 78 %'],
    ]);
  });

  test('tells rounds and answers of the missing class apart', async () => {
    const document = await documentOf(comparison);
    // As simulated: 12 % of 20 images in round 0, 3 % of them from the true labels; after 20 rounds 12 % + 0.4 sin(20) points,
    // and 3 % + 5 % (1 - 1 / e^5).
    expect(textsOf(document, '#pseudo-labels')).toEqual([
      ['Report', 'Training', 'Start', 'Round 0', 'Last round'],
      ...['Of one', 'Of two'].flatMap((label) => [
        [label, 'Balanced', 'standard', '10.00 %', '10.00 %'],
        [label, 'Balanced', 'true-labels', '5.00 %', '10.00 %'],
      ]),
    ]);
    // 760 and 220 of 900 answers; 250 of 400 pairs.
    const answers = (label: string) => [
      label,
      'Balanced',
      expect.stringMatching(/^84\.4 % \/ \d.* by chance 10\.4 %$/) as unknown,
      '24.4 % / by chance 3.2 %',
      '62.5 % / by chance 2.0 %',
    ];
    expect(textsOf(document, '#circulations')).toEqual([
      ['Report', 'Training', 'Weak images', 'Strong images', 'Two weak images / both missing classes'],
      answers('Of one'),
      answers('Of two'),
    ]);
  });

  test('prints the same for a terminal, and draws bars of either kind', async () => {
    const text = await readFile(join(comparison.directory, 'table.txt'), 'utf8');
    const lines = text.split('\n').map((line) => line.replaceAll('\u00a0', ' ').trim().split(/ {2,}/));
    const row = lines.findIndex(([name]) => name === 'Balanced / balanced batches');
    expect(lines.slice(row, row + 2)).toEqual([
      ['Balanced / balanced batches', '5.00 %', '7.50 %'],
      ['batch statistics', '0.9–23.6 %', '+- 3.5 %'],
    ]);
    const rows = textsOf(await documentOf(comparison), '#figure-compared table');
    expect(rows.slice(1).map((row) => row.map((cell) => cell))).toEqual([
      ['Of one, standard / standard', '20.00 %', '8.07–41.60 %'],
      ['Of two, standard / standard', '25.00 %', '17.93–32.07 %'],
      ['Of one, balanced / standard', '25.00 %', '11.19–46.87 %'],
      ['Of two, balanced / standard', '35.00 %', '20.86–49.14 %'],
      ['Of one, balanced / balanced', '5.00 %', '0.89–23.61 %'],
      ['Of two, balanced / balanced', '7.50 %', '3.96–11.04 %'],
    ]);
  });
});
