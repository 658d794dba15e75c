import type { Chart } from './drawing.ts';
import { intervalRows, rowsOf, seriesIn } from './interval-rows.ts';
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
  const rows = rowsOf(points);
  const spacing = 8;
  const rowHeight = 20 + spacing * seriesIn(points);
  const [low, high] = [
    Math.min(0, ...points.map((each) => each.low)),
    Math.max(0, ...points.map((each) => each.high)),
  ];
  const room = 0.04 * (high - low) || 1;
  const sizes = { rowHeight, spacing, title: 9, titleRoom: 14, radius: 3.8 };
  const marked = points.map((point) => ({ ...point, title: point.label }));
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
        ...intervalRows({ Plot }, marked, sizes),
      ],
    });
}
