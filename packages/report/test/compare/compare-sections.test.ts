import { beforeAll, describe, expect, test } from 'vitest';
import { loadPlotter, type Plotter } from '../../src/charts/plot.ts';
import { compareRows } from '../../src/compare/compare-rows.ts';
import { compareSections } from '../../src/compare/compare-sections.ts';
import type { ComparedReport } from '../../src/compare/compared-report.ts';
import type { Section, TableBlock } from '../../src/document/document.ts';
import type { ReportData } from '../../src/index.ts';

type Cell = ReportData['cells'][number];

const arm = (strategy: string, name: string) => ({ strategy, name, label: name, settings: {} });
const standard = { protocol: 'standard', statistics: 'population', label: 'Standard' } as const;
const balanced = { protocol: 'balanced', statistics: 'batch', label: 'Balanced batches' } as const;
const cell = (place: readonly [number, number], more: Partial<Cell> & Pick<Cell, 'error'>): Cell => {
  const [armPlace, testPlace] = place;
  return { arm: armPlace, test: testPlace, images: 100, runs: [], ...more };
};

/** A report of which nothing is known but what is given. */
const dataOf = (title: string, known: Partial<ReportData> = {}): ReportData => ({
  ...{ schemaVersion: 3, title, subjects: [], curves: [], reductions: [], comparisons: [] },
  ...{ pseudoLabels: [], circulations: [] },
  arms: [arm('standard', 'Standard'), arm('balanced', 'Balanced')],
  tests: [
    { ...standard, detail: 'population statistics', settings: {} },
    { ...balanced, detail: 'batch statistics', settings: {} },
  ],
  cells: [],
  ...known,
});
const compared = (data: ReportData): ComparedReport => ({
  ...{ artifact: undefined as never, data, href: `${data.title}/report.html` },
  ...{ label: data.title, detail: `network of ${data.title}` },
});

/** One run of each cell, beside the paper; and two seeds of two cells, beside nothing. */
const reports = [
  dataOf('one', {
    paper: {
      name: 'ResNet-20',
      table: 'Table 2',
      errors: { 'standard/standard': 4.45, 'balanced/balanced': 0.97 },
    },
    cells: [
      cell([0, 0], { error: 0.2, interval: [0.125, 0.25], published: 'standard/standard' }),
      cell([1, 1], { error: 0.05, interval: [0.025, 0.075], published: 'balanced/balanced' }),
    ],
    reductions: [
      {
        before: 'standard / standard',
        after: 'balanced / balanced',
        errors: [0.2, 0.05],
        reduction: 0.75,
        published: 0.78,
      },
      { before: 'balanced / standard', after: 'balanced / balanced', errors: [0, 0] },
    ],
  }),
  dataOf('two', {
    cells: [
      cell([1, 1], { error: 0.1, deviation: 0.02, published: 'balanced/balanced' }),
      cell([0, 1], { error: 0.3, deviation: 0.04 }),
    ],
    reductions: [
      { before: 'standard / standard', after: 'balanced / balanced', errors: [0.2, 0.1], reduction: 0.5 },
    ],
    curves: [
      {
        label: 'Standard training',
        points: [
          { epoch: 1, error: 0.5, low: 0.5, high: 0.5 },
          { epoch: 10, error: 0.25, low: 0.25, high: 0.25 },
        ],
      },
      {
        label: 'Balanced training',
        points: [
          { epoch: 2, error: 0.4, low: 0.4, high: 0.4 },
          { epoch: 10, error: 0.125, low: 0.125, high: 0.125 },
        ],
      },
    ],
    pseudoLabels: [{ arm: 'Balanced', start: 'standard', update: 'all', errors: [0.125, 0.5, 0.25] }],
    circulations: [
      {
        arm: 'Balanced',
        weakMissingRate: 0.75,
        weakMissingInterval: [0.5, 0.875],
        strongMissingRate: 0.25,
        pairsDistinctRate: 0.625,
      },
    ],
  }),
].map(compared);

let plotter: Plotter;
beforeAll(async () => {
  plotter = await loadPlotter();
});

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

/** What stands in a table, without links: header, then cells, details behind ` / `. */
function rowsOf({ rows }: Pick<TableBlock, 'rows'>) {
  return rows.map(({ header, detail, cells }) => [
    [header, ...(detail === undefined ? [] : [detail])].join(' / '),
    ...cells.map(({ text, details = [] }) => plain([text, ...details].join(' / '))),
  ]);
}

const sectionsOf = (of: readonly ComparedReport[]) =>
  new Map(compareSections(of, plotter).map((section) => [section.id, section]));
const blocksOf = (section: Section | undefined) => section!.blocks as (TableBlock & { drawing: never })[];

describe('the errors of reports', () => {
  test('stand in the form of the paper, its own beneath, with a spread of either kind', () => {
    const [paperForm] = blocksOf(sectionsOf(reports).get('errors'));
    expect(rowsOf(paperForm!)).toEqual([
      ['standard / standard', '20.00 % / 12.5–25.0 % / paper: 4.45 %', '–'],
      ['balanced / standard', '–', '–'],
      ['balanced / balanced', '5.00 % / 2.5–7.5 % / paper: 0.97 %', '10.00 % / ± 2.0 %'],
      ['balanced / shuffled balanced', '–', '–'],
    ]);
    expect(paperForm!.columns).toEqual(
      ['one', 'two'].map((label) => ({ label, detail: `network of ${label}` })),
    );
    expect(paperForm!.rows[2]!.cells.map(({ href }) => href)).toEqual(['one/report.html', 'two/report.html']);
    expect(JSON.stringify(paperForm!.note)).toContain('one: ResNet-20 (Table 2); two: nothing comparable');
  });

  test('are those of the first network or setting of a report that has several, which is said', () => {
    const many = [reports[0]!, { ...reports[1]!, data: { ...reports[1]!.data, subject: 'batch size 10' } }];
    const notes = (of: readonly ComparedReport[]) => JSON.stringify(blocksOf(sectionsOf(of).get('errors')));
    expect(notes(many)).toContain('the first is shown here and in the reductions: two: batch size 10.');
    expect(notes(reports)).not.toContain('the first is shown');
  });

  test('are drawn and listed from end to end of their spread', () => {
    const [, figure] = blocksOf(sectionsOf(reports).get('errors')) as unknown as [
      unknown,
      { numbers: TableBlock; drawing: { description: string } },
    ];
    expect(rowsOf(figure.numbers)).toEqual([
      ['one, standard / standard', '20.00 %', '12.50–25.00 %'],
      ['one, balanced / balanced', '5.00 %', '2.50–7.50 %'],
      ['two, balanced / balanced', '10.00 %', '8.00–12.00 %'],
    ]);
    expect(plain(figure.drawing.description)).toBe(
      'one, standard / standard: 20.00 %; one, balanced / balanced: 5.00 %; two, balanced / balanced: 10.00 %',
    );
  });

  test('of every way of training and testing have a row each', () => {
    const [, , every] = blocksOf(sectionsOf(reports).get('errors'));
    const rows = [
      ['Standard / standard / population statistics', '20.00 % / 12.5–25.0 %', '–'],
      ['Standard / balanced batches / batch statistics', '–', '30.00 % / ± 4.0 %'],
      ['Balanced / balanced batches / batch statistics', '5.00 % / 2.5–7.5 %', '10.00 % / ± 2.0 %'],
    ];
    expect(rowsOf(every!)).toEqual(rows);
    expect(compareRows(reports).map(({ cells }) => cells.map((each) => each?.error))).toEqual([
      [0.2, undefined],
      [undefined, 0.3],
      [0.05, 0.1],
    ]);
  });

  test('are reduced as each report says, and not where it had no error to reduce', () => {
    const [table] = blocksOf(sectionsOf(reports).get('reductions'));
    expect(rowsOf(table!)).toEqual([
      ['balanced / balanced / from standard / standard', '75 % / paper: 78 %', '50 %'],
      ['balanced / balanced / from balanced / standard', '–', '–'],
    ]);
  });
});

describe('what only some reports have', () => {
  test('is a figure of curves for each of these, with an epoch a row', () => {
    const section = sectionsOf(reports).get('curves')!;
    expect(section.blocks).toHaveLength(1);
    const [figure] = section.blocks as unknown as [
      { numbers: TableBlock; drawing: { id: string; title: string; description: string } },
    ];
    expect(figure.drawing).toMatchObject({
      id: 'figure-curves-1',
      title: 'Test error after every epoch: two',
    });
    expect(plain(figure.drawing.description)).toBe(
      'Standard training: 25.00 % at the end; Balanced training: 12.50 % at the end',
    );
    expect(figure.numbers.columns.map(({ label }) => label)).toEqual([
      'Standard training',
      'Balanced training',
    ]);
    expect(rowsOf(figure.numbers)).toEqual([
      ['1', '50.00 %', '–'],
      ['2', '–', '40.00 %'],
      ['10', '25.00 %', '12.50 %'],
    ]);
  });

  test('is a table of rounds and one of answers, a row for each that was measured', () => {
    const [rounds, answers] = blocksOf(sectionsOf(reports).get('experiments'));
    expect(rowsOf(rounds!)).toEqual([['two', 'Balanced', 'standard', '12.50 %', '25.00 %']]);
    expect(rowsOf(answers!)).toEqual([['two', 'Balanced', '75.0 % / 50.0–87.5 %', '25.0 %', '62.5 %']]);
  });

  test('stands under headings that say what each number is', () => {
    const sections = sectionsOf(reports);
    const tables = [...sections.values()].flatMap(({ blocks }) =>
      blocks.map((block) => (block.kind === 'figure' ? block.numbers : block) as TableBlock),
    );
    const headings = tables.map(({ id, corner, columns }) => [
      ...[id, corner],
      ...columns.map(({ label, detail }) => [label, ...(detail === undefined ? [] : [detail])].join(' / ')),
    ]);
    const captions = [...sections.values()].flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'figure' ? block.caption : [])),
    );
    expect(captions).toEqual([
      'Points are errors, lines 95 % Wilson intervals (± one standard deviation where several seeds were run).',
      ...['From ', { text: 'two', href: 'two/report.html' }, '. The vertical axis is logarithmic.'],
    ]);
    const each = ['one / network of one', 'two / network of two'];
    expect(headings).toEqual([
      ['paper-form', 'Training / testing', ...each],
      [undefined, 'Report, training / testing', 'Error', 'From – to / interval or deviation'],
      ['every-cell', 'Training / testing', ...each],
      ['reductions-table', 'Training / testing', ...each],
      [undefined, 'Epoch', 'Standard training', 'Balanced training'],
      ['pseudo-labels', 'Report', 'Training', 'Start', 'Round 0', 'Last round'],
      [
        'circulations',
        'Report',
        'Training',
        'Weak images',
        'Strong images',
        'Two weak images / both missing classes',
      ],
    ]);
    expect(tables.at(-1)!.columns.map(({ text }) => text)).toEqual([true, undefined, undefined, undefined]);
    expect(tables.at(-2)!.columns.map(({ text }) => text)).toEqual([true, true, undefined, undefined]);
  });

  test('has no section where no report has it', () => {
    expect([...sectionsOf([compared(dataOf('one')), compared(dataOf('two'))]).keys()]).toEqual([
      'errors',
      'reductions',
    ]);
  });
});
