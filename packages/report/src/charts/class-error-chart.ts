import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type Plotter } from './plot.ts';
import { fit, textWidth } from './text.ts';

/** Errors (0-1) of one series, one per class, in the order of the class names. */
export interface ClassErrors {
  readonly label: string;
  readonly errors: readonly number[];
}

/** Error by class: one row per class, one symbol per series, a line that spans them. */
export function classErrorChart(
  { Plot, draw }: Plotter,
  classNames: readonly string[],
  series: readonly ClassErrors[],
): Chart {
  return ({ width, narrow }) => {
    const names = classNames.map((name) => fit(name, narrow ? 110 : 200, 12));
    const spans = names.map((name, index) => {
      const errors = series.map((each) => 100 * (each.errors[index] ?? 0));
      return { index, name, low: Math.min(...errors), high: Math.max(...errors) };
    });
    return draw({
      width,
      height: names.length * 24 + 60,
      marginLeft: Math.max(...names.map((name) => textWidth(name, 12))) + 16,
      marginRight: 14,
      marginTop: 6,
      marginBottom: 44,
      x: {
        ...middleTitle('Error (%)'),
        grid: true,
        zero: true,
        nice: true,
        ticks: narrow ? 5 : 8,
      },
      // Positions, not names, are the domain: two classes may be shortened to the same text.
      y: {
        type: 'band',
        domain: spans.map(({ index }) => index),
        tickFormat: (index: number) => names[index] ?? '',
        label: null,
        tickSize: 0,
      },
      marks: [
        Plot.ruleY(spans, {
          y: 'index',
          x1: 'low',
          x2: 'high',
          stroke: 'currentColor',
          strokeOpacity: 0.25,
          strokeWidth: 2,
        }),
        ...series.map(({ label, errors }, place) => {
          const { colour, symbol } = seriesStyle(place);
          return Plot.dot(spans, {
            className: seriesClass(place),
            y: 'index',
            x: ({ index }: { index: number }) => 100 * (errors[index] ?? 0),
            fill: colour,
            symbol,
            r: 4.4,
            title: ({ index, name }: { index: number; name: string }) =>
              `${name}, ${label}: ${(100 * (errors[index] ?? 0)).toFixed(1)} %`,
          });
        }),
      ],
    });
  };
}
