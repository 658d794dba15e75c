import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type Plotter } from './plot.ts';

/** One measured change with its interval, of either sign. */
export interface ChangePoint {
  /** Row of the chart, e.g. a layer. */
  readonly row: string;
  /** Index into the legend. */
  readonly series: number;
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Changes as points with intervals around a line at 0, one row each, one symbol per series. */
export function changeChart({ Plot, draw }: Plotter, points: readonly ChangePoint[], title: string): Chart {
  const rows = [...new Set(points.map(({ row }) => row))];
  const series = 1 + Math.max(0, ...points.map((point) => point.series));
  const spacing = 8;
  const rowHeight = 20 + spacing * series;
  const [low, high] = [
    Math.min(0, ...points.map((each) => each.low)),
    Math.max(0, ...points.map((each) => each.high)),
  ];
  const room = 0.04 * (high - low) || 1;
  return ({ width, narrow }) =>
    draw({
      width,
      height: rows.length * rowHeight + 48,
      marginLeft: 16,
      marginRight: 16,
      marginTop: 4,
      marginBottom: 44,
      x: { ...middleTitle(title), domain: [low - room, high + room], ticks: narrow ? 5 : 8, grid: true },
      y: { axis: null, domain: [0, rows.length], range: [4, 4 + rows.length * rowHeight] },
      marks: [
        Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.6 }),
        Plot.ruleY(rows, { y: (_, index) => index, stroke: 'currentColor', strokeOpacity: 0.15 }),
        Plot.text(rows, {
          y: (_, index) => index,
          text: (row: string) => row,
          frameAnchor: 'left',
          textAnchor: 'start',
          dx: 2,
          dy: 9,
          fontWeight: 600,
          stroke: 'var(--paper)',
          strokeWidth: 4,
          fill: 'currentColor',
        }),
        ...points.flatMap((point) => {
          const { colour, symbol } = seriesStyle(point.series);
          const dy = (rowHeight + 14) / 2 + (point.series - (series - 1) / 2) * spacing;
          const place = { className: seriesClass(point.series), y: () => rows.indexOf(point.row), dy };
          return [
            Plot.ruleY([point], {
              ...place,
              x1: point.low,
              x2: point.high,
              stroke: colour,
              strokeWidth: 2.5,
              strokeOpacity: 0.65,
            }),
            Plot.dot([point], {
              ...place,
              x: point.value,
              fill: colour,
              symbol,
              r: 3.8,
              title: () => point.label,
            }),
          ];
        }),
      ],
    });
}
