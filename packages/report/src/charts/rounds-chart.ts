import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type Plotter } from './plot.ts';
import { wholeTicks } from './scale.ts';

/** One line of Figure 6: the error (0-1) of each round. */
export interface RoundsCurve {
  readonly label: string;
  readonly rounds: readonly { readonly round: number; readonly error: number }[];
}

/** Figure 6: error against rounds of pseudo-labelling; the axis starts at 0. */
export function roundsChart({ Plot, draw }: Plotter, curves: readonly RoundsCurve[]): Chart {
  type Round = RoundsCurve['rounds'][number];
  const lastRound = Math.max(1, ...curves.flatMap(({ rounds }) => rounds.map(({ round }) => round)));
  return ({ width, narrow }) =>
    draw({
      width,
      height: narrow ? 260 : 320,
      marginLeft: 44,
      marginRight: 14,
      marginBottom: 42,
      x: {
        ...middleTitle('Round'),
        tickFormat: 'd',
        ticks: wholeTicks(lastRound, narrow ? 5 : 10),
        inset: 6,
      },
      y: { label: 'Error (%)', labelArrow: 'none', grid: true, zero: true, nice: true, ticks: 6 },
      marks: curves.flatMap(({ label, rounds }, index) => {
        const { colour, dash, symbol } = seriesStyle(index);
        const place = { className: seriesClass(index), x: 'round', y: ({ error }: Round) => 100 * error };
        return [
          Plot.lineY(rounds, { ...place, stroke: colour, strokeWidth: 2, strokeDasharray: dash || 'none' }),
          Plot.dot(rounds, {
            ...place,
            fill: colour,
            symbol,
            r: 3.8,
            title: ({ round, error }: Round) => `${label}, round ${round}: ${(100 * error).toFixed(2)} %`,
          }),
        ];
      }),
    });
}
