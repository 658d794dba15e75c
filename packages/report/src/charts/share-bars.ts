import type { Chart } from './drawing.ts';
import { middleTitle, type Plotter } from './plot.ts';

/** A bar split into shares that add up to 1. */
export interface ShareBar {
  readonly label: string;
  readonly shares: readonly { readonly name: string; readonly share: number; readonly colour: string }[];
}

/** Bars of 100 %, one per row, their parts named by the legend; shares of 6 % and more are written on them. */
export function shareBars({ Plot, draw }: Plotter, bars: readonly ShareBar[]): Chart {
  const parts = bars.flatMap(({ label, shares }, row) => {
    let from = 0;
    return shares.map(({ name, share, colour }) => {
      const part = { row, label, name, share, colour, from: 100 * from, to: 100 * (from + share) };
      from += share;
      return part;
    });
  });
  return ({ width }) =>
    draw({
      width,
      height: bars.length * 62 + 46,
      marginLeft: 4,
      marginRight: 14,
      marginTop: 0,
      marginBottom: 44,
      x: {
        ...middleTitle('Share of answers (%)'),
        domain: [0, 100],
        ticks: 5,
      },
      y: { axis: null, type: 'band', domain: bars.map((_, row) => row), padding: 0.1 },
      marks: [
        Plot.text(bars, {
          y: (_, row) => row,
          text: 'label',
          frameAnchor: 'left',
          textAnchor: 'start',
          dy: -18,
          fontWeight: 600,
        }),
        Plot.barX(parts, {
          y: 'row',
          x1: 'from',
          x2: 'to',
          fill: 'colour',
          insetTop: 24,
          insetLeft: 0.5,
          insetRight: 0.5,
          title: ({ label, name, share }: (typeof parts)[number]) =>
            `${label}, ${name}: ${(100 * share).toFixed(1)} %`,
        }),
        Plot.text(
          parts.filter(({ share }) => share >= 0.06),
          {
            y: 'row',
            x: ({ from, to }: (typeof parts)[number]) => (from + to) / 2,
            dy: 12,
            text: ({ share }: (typeof parts)[number]) => `${Math.round(100 * share)} %`,
            fill: 'var(--paper)',
            fontWeight: 600,
          },
        ),
      ],
    });
}
