import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type Plotter } from './plot.ts';

/** An error (0-1) at one value of a numeric setting. */
export interface AxisPoint {
  readonly value: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/** One line of one panel. */
export interface AxisCurve {
  /** The panel: how it was tested. */
  readonly panel: string;
  /** Index into the legend: how it was trained. */
  readonly series: number;
  readonly label: string;
  readonly points: readonly AxisPoint[];
}

/** Beyond this ratio of the greatest to the least value the axis is logarithmic. */
const WIDE = 20;

/** Errors along a numeric setting, one panel for every way of testing below the other; all panels have the same axes. */
export function axisChart(
  { Plot, draw }: Plotter,
  { label, curves }: { readonly label: string; readonly curves: readonly AxisCurve[] },
): Chart {
  const panels = [...new Set(curves.map(({ panel }) => panel))];
  const values = [...new Set(curves.flatMap(({ points }) => points.map(({ value }) => value)))].sort(
    (left, right) => left - right,
  );
  const wide = values[0]! > 0 && values.at(-1)! / values[0]! >= WIDE;
  const height = 170;
  return ({ width, narrow }) =>
    draw({
      width,
      height: panels.length * height + 44,
      marginLeft: 44,
      marginRight: 14,
      marginBottom: 40,
      x: {
        type: wide ? 'log' : 'linear',
        ...middleTitle(label),
        ...(values.length <= (narrow ? 5 : 10) ? { ticks: values } : {}),
        tickFormat: String,
        inset: 12,
      },
      y: {
        ...middleTitle('Error (%)'),
        grid: true,
        zero: true,
        nice: true,
        ticks: 4,
      },
      fy: { domain: panels, label: null, axis: null, padding: 0.16 },
      marks: [
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.15 }),
        Plot.text(panels, {
          fy: (panel: string) => panel,
          text: (panel: string) => panel,
          frameAnchor: 'top-left',
          textAnchor: 'start',
          dx: 2,
          dy: -13,
          fontWeight: 600,
          fill: 'currentColor',
        }),
        ...curves.flatMap(({ panel, series, label: name, points }) => {
          const { colour, dash, symbol } = seriesStyle(series);
          const place = { className: seriesClass(series), x: 'value', fy: () => panel };
          return [
            Plot.ruleX(points, {
              ...place,
              y1: ({ low }: AxisPoint) => 100 * low,
              y2: ({ high }: AxisPoint) => 100 * high,
              stroke: colour,
              strokeWidth: 2,
              strokeOpacity: 0.55,
            }),
            Plot.lineY(points, {
              ...place,
              y: ({ error }: AxisPoint) => 100 * error,
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: dash || 'none',
            }),
            Plot.dot(points, {
              ...place,
              y: ({ error }: AxisPoint) => 100 * error,
              fill: colour,
              symbol,
              r: 4,
              title: ({ value, error }: AxisPoint) =>
                `${name}, ${label} ${value}: ${(100 * error).toFixed(2)} %`,
            }),
          ];
        }),
      ],
    });
}
