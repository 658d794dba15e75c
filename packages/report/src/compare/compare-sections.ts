import { percent, percentRange } from '@batchmates/metrics';
import { spreadOf, spreadText } from '../analysis/error-cell.ts';
import { publishedCells } from '../analysis/paper.ts';
import { cellName } from '../analysis/reductions.ts';
import { intervalChart } from '../charts/interval-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { Cell, Column, FigureBlock, Section, TableBlock } from '../document/document.ts';
import { compareCurves, experimentTables } from './compare-experiments.ts';
import { compareRows } from './compare-rows.ts';
import type { ComparedReport } from './compared-report.ts';

/** The sections of a comparison for which the reports have numbers. */
export function compareSections(reports: readonly ComparedReport[], plotter: Plotter): Section[] {
  return [
    {
      id: 'errors',
      title: 'Errors side by side',
      blocks: [paperFormTable(reports), errorsFigure(reports, plotter), everyCellTable(reports)],
    },
    { id: 'reductions', title: 'Relative error reduction', blocks: [reductionsTable(reports)] },
    {
      id: 'curves',
      title: 'Error by epoch',
      blocks: reports.flatMap((report, index) =>
        report.data.curves.length === 0 ? [] : [compareCurves(report, index, plotter)],
      ),
    },
    {
      id: 'experiments',
      title: 'Without labels, and with a class missing',
      blocks: experimentTables(reports),
    },
  ].filter(({ blocks }) => blocks.length > 0);
}

/** The paper's Tables 2, 3 and 5: its four ways of training and testing, one column per report, its own numbers under ours. */
function paperFormTable(reports: readonly ComparedReport[]): TableBlock {
  return {
    kind: 'table',
    id: 'paper-form',
    caption: 'In the form of the paper’s Tables 2, 3 and 5',
    corner: 'Training / testing',
    columns: columnsOf(reports),
    rows: publishedCells.map((name) => ({
      header: cellName(name),
      cells: reports.map((report): Cell => {
        const cell = report.data.cells.find(({ published }) => published === name);
        const printed = report.data.paper?.errors[name];
        const details = [
          ...(cell === undefined ? [] : [spreadText(cell)]),
          ...(printed === undefined ? [] : [`paper: ${percent(printed / 100)}`]),
        ];
        return cell === undefined
          ? { text: '–', details }
          : { text: percent(cell.error), details, href: report.href };
      }),
    })),
    note: [
      'Beside the paper: ',
      reports
        .map(
          ({ label, data }) =>
            `${label}: ${data.paper === undefined ? 'nothing comparable' : `${data.paper.name} (${data.paper.table})`}`,
        )
        .join('; '),
      '.',
      ...subjectsShown(reports),
    ],
  };
}

/** Whose errors stand for a report that has several networks, settings or data sets. */
function subjectsShown(reports: readonly ComparedReport[]): string[] {
  const first = reports.flatMap(({ label, data }) =>
    data.subject === undefined ? [] : [`${label}: ${data.subject}`],
  );
  if (first.length === 0) return [];
  return [
    ` Of several settings the first is shown here and in the reductions: ${first.join('; ')}. Every cell is in the table below.`,
  ];
}

function errorsFigure(reports: readonly ComparedReport[], plotter: Plotter): FigureBlock {
  const points = publishedCells.flatMap((name) =>
    reports.flatMap(({ data, label, href }, series) => {
      const cell = data.cells.find(({ published }) => published === name);
      if (cell === undefined) return [];
      const [low, high] = spreadOf(cell);
      const row = cellName(name);
      return [{ row, series, label: `${label}, ${row}`, error: cell.error, low, high, href }];
    }),
  );
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-compared',
      title: 'Errors of every report (training / testing)',
      description: points.map(({ label, error }) => `${label}: ${percent(error)}`).join('; '),
      legend: reports.map(({ label }, index) => ({ label, style: seriesStyle(index), line: false })),
      chart: intervalChart(plotter, points),
    },
    caption: [
      'Points are errors, lines 95 % Wilson intervals (± one standard deviation where several seeds were run).',
      ...subjectsShown(reports),
    ],
    numbers: {
      corner: 'Report, training / testing',
      columns: [{ label: 'Error' }, { label: 'From – to', detail: 'interval or deviation' }],
      rows: points.map(({ label, error, low, high, href }) => ({
        header: label,
        cells: [{ text: percent(error), href }, { text: percentRange([low, high], 2) }],
      })),
    },
  };
}

function everyCellTable(reports: readonly ComparedReport[]): TableBlock {
  return {
    kind: 'table',
    id: 'every-cell',
    caption: 'Every way of training and testing',
    corner: 'Training / testing',
    folded: true,
    columns: columnsOf(reports),
    rows: compareRows(reports).map(({ name, detail, cells }) => ({
      header: name,
      detail,
      cells: reports.map(({ href }, index): Cell => {
        const cell = cells[index];
        return cell === undefined
          ? { text: '–' }
          : { text: percent(cell.error), details: [spreadText(cell)], href };
      }),
    })),
  };
}

function reductionsTable(reports: readonly ComparedReport[]): TableBlock {
  const names = [
    ...new Set(
      reports.flatMap(({ data }) => data.reductions.map(({ before, after }) => `${before}\n${after}`)),
    ),
  ];
  return {
    kind: 'table',
    id: 'reductions-table',
    caption: 'How much of the error another way of training and testing takes away',
    corner: 'Training / testing',
    columns: columnsOf(reports),
    rows: names.map((name) => {
      const [before = '', after = ''] = name.split('\n');
      return {
        header: after,
        detail: `from ${before}`,
        cells: reports.map(({ data, href }): Cell => {
          const found = data.reductions.find((each) => each.before === before && each.after === after);
          if (found?.reduction === undefined) return { text: '–' };
          const { reduction, published } = found;
          return {
            text: percent(reduction, 0),
            strong: true,
            href,
            details: published === undefined ? [] : [`paper: ${percent(published, 0)}`],
          };
        }),
      };
    }),
  };
}

function columnsOf(reports: readonly ComparedReport[]): Column[] {
  return reports.map(({ label, detail }) => ({ label, detail }));
}
