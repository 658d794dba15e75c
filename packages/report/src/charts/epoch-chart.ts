import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type DrawOptions, type Plotter } from './plot.ts';
import { wholeTicks } from './scale.ts';

/** A quantity after each epoch, with its range when several seeds were run. */
export interface EpochPoint {
  readonly epoch: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One line of the chart. */
export interface EpochCurve {
  readonly label: string;
  readonly points: readonly EpochPoint[];
}

/** A chart of curves over epochs. */
export interface EpochChartOptions extends Pick<DrawOptions, 'y' | 'marginLeft' | 'marginTop'> {
  readonly curves: readonly EpochCurve[];
  /** In CSS pixels, on a wide screen and on a phone. */
  readonly heights: { readonly wide: number; readonly narrow: number };
  /** A value in words. */
  readonly tell: (value: number) => string;
}

/** A quantity such as the error against epochs: lines with symbols, and bands where several seeds were run. */
export function epochChart(
  { Plot, draw }: Plotter,
  { curves, heights, tell, ...options }: EpochChartOptions,
): Chart {
  const lastEpoch = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  return ({ width, narrow }) =>
    draw({
      ...options,
      width,
      height: narrow ? heights.narrow : heights.wide,
      marginRight: 14,
      marginBottom: 42,
      x: {
        ...middleTitle('Epoch'),
        ticks: wholeTicks(lastEpoch, narrow ? 5 : 10),
        tickFormat: 'd',
        inset: 6,
      },
      marks: [
        Plot.ruleX([0], { stroke: 'none' }),
        ...curves.flatMap(({ label, points }, index) => {
          const { colour, dash, symbol } = seriesStyle(index);
          const place = { className: seriesClass(index), x: 'epoch' };
          return [
            Plot.areaY(
              points.filter(({ low, high }) => high > low),
              { ...place, y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.15 },
            ),
            Plot.lineY(points, {
              ...place,
              y: 'value',
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: dash || 'none',
            }),
            Plot.dot(marked(points, narrow ? 6 : 12), {
              ...place,
              y: 'value',
              fill: colour,
              symbol,
              r: 3.6,
              title: ({ epoch, value }: EpochPoint) => `${label}, epoch ${epoch}: ${tell(value)}`,
            }),
          ];
        }),
      ],
    });
}

/** Every point of a short curve; of a long one about `count`, the last among them. */
function marked<Point>(points: readonly Point[], count: number): Point[] {
  const step = Math.max(1, Math.ceil(points.length / count));
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}
