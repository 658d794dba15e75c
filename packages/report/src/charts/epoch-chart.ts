import type { Chart } from './drawing.ts';
import { marked } from './marked.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type Plotter } from './plot.ts';
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

/** A quantity such as the loss against epochs, on an axis that begins at 0. */
export function epochChart(
  { Plot, draw }: Plotter,
  { label, curves }: { readonly label: string; readonly curves: readonly EpochCurve[] },
): Chart {
  const lastEpoch = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  return ({ width, narrow }) =>
    draw({
      width,
      height: narrow ? 240 : 280,
      marginLeft: 54,
      marginRight: 14,
      marginTop: 24,
      marginBottom: 42,
      x: {
        ...middleTitle('Epoch'),
        ticks: wholeTicks(lastEpoch, narrow ? 5 : 10),
        tickFormat: 'd',
        inset: 6,
      },
      y: {
        label,
        labelArrow: 'none',
        zero: true,
        nice: true,
        ticks: 5,
        tickSize: 0,
        tickFormat: String,
        grid: true,
      },
      marks: [
        Plot.ruleX([0], { stroke: 'none' }),
        ...curves.flatMap(({ label: name, points }, index) => {
          const { colour, dash, symbol } = seriesStyle(index);
          const className = seriesClass(index);
          return [
            Plot.areaY(
              points.filter(({ low, high }) => high > low),
              { className, x: 'epoch', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.15 },
            ),
            Plot.lineY(points, {
              className,
              x: 'epoch',
              y: 'value',
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: dash || 'none',
            }),
            Plot.dot(marked(points, narrow ? 6 : 12), {
              className,
              x: 'epoch',
              y: 'value',
              symbol,
              r: 3.2,
              fill: colour,
              title: ({ epoch, value }: EpochPoint) => `${name}, epoch ${epoch}: ${value.toPrecision(3)}`,
            }),
          ];
        }),
      ],
    });
}
