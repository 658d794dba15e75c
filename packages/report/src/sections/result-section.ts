import { spreadOf } from '../analysis/error-cell.ts';
import { cellLabel } from '../analysis/measured-cells.ts';
import { percent, percentRange } from '@batchmates/metrics';
import { intervalChart, type IntervalPoint } from '../charts/interval-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Block, FigureBlock, Section } from '../document/document.ts';
import { axisFigures } from './axis-figures.ts';
import { axesTable } from './axes-table.ts';
import { errorTableBlock } from './error-table-block.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks } from './source-links.ts';

/** The main result: the error table and its picture. */
export function resultSection(context: SectionContext): Section | undefined {
  if (context.table.arms.length === 0) return undefined;
  return {
    id: 'result',
    title: 'Error by training and testing',
    blocks: [errorTableBlock(context.table), ...axesTable(context.table.arms), ...figures(context)],
  };
}

/** More ways of training are no figure of points any more. */
const MOST_ARMS = 12;

/** Lines along numeric settings where there are such; else all errors as points, unless they are too many. */
function figures(context: SectionContext): Block[] {
  const lines = axisFigures(context);
  const { length } = context.table.arms;
  if (length <= MOST_ARMS) return [intervalFigure(context), ...lines];
  if (lines.length > 0) return lines;
  const content = [`${length} ways of training are too many for a figure; the table has them all.`];
  return [{ kind: 'prose', content }];
}

function intervalFigure({ table, plotter }: SectionContext): FigureBlock {
  const { arms, tests } = table;
  const cells = tests.flatMap((test) =>
    arms.flatMap((arm, series) => {
      const cell = table.cell(arm, test);
      return cell === undefined
        ? []
        : [{ test, series, cell, label: cellLabel({ arm, test }), spread: spreadOf(cell) }];
    }),
  );
  const points = cells.map(({ test, series, cell, label, spread: [low, high] }): IntervalPoint => ({
    row: `${test.label}, ${test.detail}`,
    series,
    label,
    error: cell.error,
    low,
    high,
  }));
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-errors',
      title: 'Error of every way of training under every way of testing',
      description: cells.map(({ label, cell }) => `${label}: ${percent(cell.error)}`).join('; '),
      legend: arms.map(({ label }, index) => ({
        label: `${label} training`,
        style: seriesStyle(index),
        line: false,
      })),
      chart: intervalChart(plotter, points),
    },
    caption: [
      'Points are errors, lines 95 % Wilson intervals (± one standard deviation where several seeds were run). ',
      'If batch statistics alone explained the gain, random batches would show it too.',
    ],
    numbers: {
      corner: 'Training / testing',
      columns: [{ label: 'Error' }, { label: 'From – to', detail: 'interval or deviation' }],
      rows: cells.map(({ label, cell, spread }) => ({
        header: label,
        cells: [{ text: percent(cell.error), ...runLinks(cell.runs) }, { text: percentRange(spread, 2) }],
      })),
    },
  };
}
