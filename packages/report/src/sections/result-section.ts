import { spreadOf } from '../analysis/error-cell.ts';
import { percent, percentRange } from '../analysis/format.ts';
import { intervalChart, type IntervalPoint } from '../charts/interval-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { FigureBlock, Section } from '../document/document.ts';
import { errorTableBlock, placeName } from './error-table-block.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks } from './source-links.ts';

/** The main result: the error table and its picture. */
export function resultSection(context: SectionContext): Section | undefined {
  if (context.table.arms.length === 0) return undefined;
  return {
    id: 'result',
    title: 'Error by training and testing',
    blocks: [errorTableBlock(context.table), intervalFigure(context)],
  };
}

function intervalFigure({ table, plotter }: SectionContext): FigureBlock {
  const { arms, tests } = table;
  const places = tests.flatMap((test) =>
    arms.flatMap((arm, series) => {
      const cell = table.cell(arm, test);
      return cell === undefined ? [] : [{ arm, test, series, cell, spread: spreadOf(cell) }];
    }),
  );
  const points = places.map(({ arm, test, series, cell, spread: [low, high] }): IntervalPoint => ({
    row: `${test.label}, ${test.detail}`,
    series,
    label: placeName(arm, test),
    error: cell.error,
    low,
    high,
  }));
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-errors',
      title: 'Error of every way of training under every way of testing',
      description: places
        .map(({ arm, test, cell }) => `${placeName(arm, test)}: ${percent(cell.error)}`)
        .join('; '),
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
      columns: [{ label: 'Error' }, { label: 'Interval' }],
      rows: places.map(({ arm, test, cell, spread }) => ({
        header: placeName(arm, test),
        cells: [{ text: percent(cell.error), ...runLinks(cell.runs) }, { text: percentRange(spread, 2) }],
      })),
    },
  };
}
