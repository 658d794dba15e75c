import type { Chart } from './drawing.ts';
import { epochChart } from './epoch-chart.ts';
import type { Plotter } from './plot.ts';
import { logTicks } from './scale.ts';

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
export function errorCurvesChart(plotter: Plotter, curves: readonly ErrorCurve[]): Chart {
  const inPercent = curves.map(({ label, points }) => ({
    label,
    points: points.map(({ epoch, error, low, high }) => ({
      epoch,
      value: 100 * error,
      low: 100 * low,
      high: 100 * high,
    })),
  }));
  const errors = inPercent.flatMap(({ points }) =>
    points.flatMap(({ low, value, high }) => [low, value, high]),
  );
  const positive = errors.filter((error) => error > 0);
  const [least, greatest] = positive.length === 0 ? [1, 1] : [Math.min(...positive), Math.max(...positive)];
  const ticks = logTicks(least, greatest);
  const scale = errors.includes(0)
    ? // A logarithmic axis has no zero: this one is linear below the least error above it.
      { type: 'symlog' as const, constant: least, ticks: [0, ...ticks], domain: [0, ticks.at(-1)!] }
    : { type: 'log' as const, ticks, domain: [ticks[0]!, ticks.at(-1)!] };
  return epochChart(plotter, {
    curves: inPercent,
    heights: { wide: 380, narrow: 300 },
    tell: (value) => `${value.toFixed(2)} %`,
    marginLeft: 44,
    y: {
      ...scale,
      label: 'Error (%)',
      labelArrow: 'none',
      tickFormat: String,
      tickSize: 0,
      grid: true,
    },
  });
}
