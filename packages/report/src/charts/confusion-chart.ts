import type { Chart } from './drawing.ts';
import type { Plotter } from './plot.ts';
import { fit, textWidth } from './text.ts';

/**
 * Confusion matrix: rows true classes, columns answers, darkness the share of the true class. Wrong answers have a
 * colour of their own and a scale of their own, for they are what one looks for. Counts are written while they fit.
 */
export function confusionChart(
  { Plot, draw }: Plotter,
  classNames: readonly string[],
  confusion: readonly (readonly number[])[],
): Chart {
  const cells = confusion.flatMap((row, truth) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) => ({ truth, answer, count, share: images === 0 ? 0 : count / images }));
  });
  const worst = cells.reduce(
    (most, { truth, answer, share }) => (truth === answer ? most : Math.max(most, share)),
    1e-9,
  );
  const strength = (cell: (typeof cells)[number]) =>
    cell.truth === cell.answer ? 0.75 * cell.share : (0.85 * cell.share) / worst;
  return ({ width, narrow }) => {
    const fontSize = narrow ? 10 : 12;
    const names = classNames.map((name) => fit(name, narrow ? 96 : 220, fontSize));
    const named = classNames.length <= (narrow ? 20 : 40);
    const label = Math.max(...names.map((name) => textWidth(name, fontSize))) + 12;
    // Room for the titles of the axes beside the names.
    const title = named ? 20 : 26;
    const start = named ? label + title : title;
    const side = Math.min(width - start - 2, 560);
    const written = !narrow ? classNames.length <= 20 : classNames.length <= 10;
    // A large matrix is mostly empty: its empty cells would only make the file large.
    const drawn = classNames.length <= 20 ? cells : cells.filter(({ count }) => count > 0);
    const axis = {
      domain: classNames.map((_, index) => index),
      tickFormat: (index: number) => names[index] ?? '',
      tickSize: 0,
      labelAnchor: 'center',
      labelArrow: 'none',
    } as const;
    const ticks = named ? {} : { ticks: [] };
    return draw({
      width,
      height: side + start,
      marginLeft: start,
      marginRight: width - start - side,
      marginTop: start,
      marginBottom: 0,
      fontSize,
      x: { ...axis, ...ticks, axis: 'top', label: 'Answer', labelOffset: start - 8, tickRotate: -90 },
      y: { ...axis, ...ticks, axis: 'left', label: 'True class', labelOffset: start - 8 },
      opacity: { type: 'identity' },
      marks: [
        ...(drawn === cells ? [] : [Plot.frame({ strokeOpacity: 0.2 })]),
        Plot.cell(drawn, {
          x: 'answer',
          y: 'truth',
          inset: 0.5,
          fill: (cell: (typeof cells)[number]) =>
            cell.truth === cell.answer ? 'var(--series-1)' : 'var(--series-2)',
          fillOpacity: strength,
          stroke: 'currentColor',
          strokeOpacity: 0.08,
          title: ({ truth, answer, count }: (typeof cells)[number]) =>
            `${classNames[truth]} answered as ${classNames[answer]}: ${count}`,
        }),
        ...(written
          ? [
              Plot.text(
                cells.filter(({ count }) => count > 0),
                {
                  x: 'answer',
                  y: 'truth',
                  text: 'count',
                  fontSize: narrow ? 9.5 : 11.5,
                  fill: 'currentColor',
                  stroke: 'var(--paper)',
                  strokeWidth: 2.5,
                  strokeOpacity: 0.6,
                },
              ),
            ]
          : []),
      ],
    });
  };
}
