import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { marked } from './marked.ts';
import { middleTitle, type Plotter } from './plot.ts';
import { logTicks, wholeTicks } from './scale.ts';

/** One line of an error-curve figure: error (0-1) after each epoch, with its range when several seeds were run. */
export interface ErrorCurve {
  readonly label: string;
  readonly points: readonly CurvePoint[];
}

/** Mean over seeds, with the lowest and highest of them (equal for one seed). */
export interface CurvePoint {
  readonly epoch: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/** Figures 2 and 3: test error in percent against epochs, on a logarithmic axis so that small errors stay apart. */
export function errorCurvesChart({ Plot, draw }: Plotter, curves: readonly ErrorCurve[]): Chart {
  const errors = curves.flatMap(({ points }) => points.flatMap(({ low, error, high }) => [low, error, high]));
  const positive = errors.filter((error) => error > 0);
  const [least, greatest] =
    positive.length === 0 ? [0.01, 0.01] : [Math.min(...positive), Math.max(...positive)];
  const percent = (error: number) => 100 * error;
  const ticks = logTicks(percent(least), percent(greatest));
  const scale = errors.includes(0)
    ? // A logarithmic axis has no zero: this one is linear below the least error above it.
      { type: 'symlog' as const, constant: percent(least), ticks: [0, ...ticks], domain: [0, ticks.at(-1)!] }
    : { type: 'log' as const, ticks, domain: [ticks[0]!, ticks.at(-1)!] };
  const lastEpoch = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  return ({ width, narrow }) =>
    draw({
      width,
      height: narrow ? 300 : 380,
      marginLeft: 44,
      marginRight: 14,
      marginBottom: 42,
      x: {
        ...middleTitle('Epoch'),
        ticks: wholeTicks(lastEpoch, narrow ? 5 : 10),
        tickFormat: 'd',
        inset: 6,
      },
      y: {
        ...scale,
        label: 'Error (%)',
        labelArrow: 'none',
        tickFormat: String,
        tickSize: 0,
        grid: true,
      },
      marks: [
        Plot.ruleX([0], { stroke: 'none' }),
        ...curves.flatMap(({ label, points }, index) => {
          const { colour, dash, symbol } = seriesStyle(index);
          const className = seriesClass(index);
          const y = (point: CurvePoint) => percent(point.error);
          return [
            Plot.areaY(
              points.filter(({ low, high }) => high > low),
              {
                className,
                x: 'epoch',
                y1: (point: CurvePoint) => percent(point.low),
                y2: (point: CurvePoint) => percent(point.high),
                fill: colour,
                fillOpacity: 0.15,
              },
            ),
            Plot.lineY(points, {
              className,
              x: 'epoch',
              y,
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: dash || 'none',
            }),
            Plot.dot(marked(points, narrow ? 6 : 12), {
              className,
              x: 'epoch',
              y,
              fill: colour,
              symbol,
              r: 3.6,
              title: (point: CurvePoint) =>
                `${label}, epoch ${point.epoch}: ${(100 * point.error).toFixed(2)} %`,
            }),
          ];
        }),
      ],
    });
}
