import type { Chart } from './drawing.ts';
import { middleTitle, type Plotter } from './plot.ts';
import { roundUp } from './scale.ts';
import { seriesClass, seriesStyle } from './palette.ts';

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
  const rows = [...new Set(points.map(({ row }) => row))];
  const series = 1 + Math.max(0, ...points.map((point) => point.series));
  const spacing = 10;
  const rowHeight = 26 + spacing * series;
  const end = 100 * Math.max(...points.map(({ high }) => high), 0);
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
      marks: [
        Plot.ruleY(rows, { y: (_, index) => index, stroke: 'currentColor', strokeOpacity: 0.15 }),
        Plot.text(rows, {
          y: (_, index) => index,
          text: (row: string) => row,
          frameAnchor: 'left',
          textAnchor: 'start',
          dx: 2,
          dy: 11,
          fontWeight: 600,
          stroke: 'var(--paper)',
          strokeWidth: 4,
          fill: 'currentColor',
        }),
        ...points.flatMap((point) => {
          const { colour, symbol } = seriesStyle(point.series);
          const className = seriesClass(point.series);
          const dy = (rowHeight + 18) / 2 + (point.series - (series - 1) / 2) * spacing;
          const y = () => rows.indexOf(point.row);
          return [
            Plot.ruleY([point], {
              className,
              y,
              x1: 100 * point.low,
              x2: 100 * point.high,
              dy,
              stroke: colour,
              strokeWidth: 2.5,
              strokeOpacity: 0.65,
            }),
            Plot.dot([point], {
              className,
              y,
              x: 100 * point.error,
              dy,
              fill: colour,
              symbol,
              r: 4.4,
              title: () => `${point.label}: ${(100 * point.error).toFixed(2)} %`,
            }),
          ];
        }),
      ],
    });
}
