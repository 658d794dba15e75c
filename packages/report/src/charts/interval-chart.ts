import type { Chart } from './drawing.ts';
import { middleTitle, type Plotter } from './plot.ts';
import { roundUp } from './scale.ts';
import { intervalRows, rowsOf, seriesIn } from './interval-rows.ts';

/** One measured error with its interval, 0-1. */
export interface IntervalPoint {
  /** Row of the chart: how it was tested. */
  readonly row: string;
  /** Series: how it was trained; index into the legend. */
  readonly series: number;
  readonly label: string;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/** Errors as points with intervals, one row per way of testing, one symbol per way of training; the axis starts at 0. */
export function intervalChart({ Plot, draw }: Plotter, points: readonly IntervalPoint[]): Chart {
  const rows = rowsOf(points);
  const spacing = 10;
  const rowHeight = 26 + spacing * seriesIn(points);
  const end = 100 * Math.max(...points.map(({ high }) => high), 0);
  const sizes = { rowHeight, spacing, title: 11, titleRoom: 18, radius: 4.4 };
  const marked = points.map(({ row, series, label, error, low, high }) => ({
    ...{ row, series, value: 100 * error, low: 100 * low, high: 100 * high },
    title: `${label}: ${(100 * error).toFixed(2)} %`,
  }));
  return ({ width, narrow }) =>
    draw({
      width,
      height: rows.length * rowHeight + 48,
      marginLeft: 4,
      marginRight: 16,
      marginTop: 4,
      marginBottom: 44,
      x: {
        ...middleTitle('Error (%)'),
        domain: [0, end * 1.04 || roundUp(end)],
        ticks: narrow ? 5 : 8,
        grid: true,
      },
      y: { axis: null, domain: [0, rows.length], range: [4, 4 + rows.length * rowHeight] },
      marks: [...intervalRows({ Plot }, marked, sizes)],
    });
}
