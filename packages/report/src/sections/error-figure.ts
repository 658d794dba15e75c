import { percent } from '@batchmates/metrics';
import { errorCurvesChart, type CurvePoint } from '../charts/error-curves.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { FigureBlock } from '../document/document.ts';
import { curveNumbers, type NumberedCurve } from './curve-numbers.ts';

/** Test errors after every epoch as a figure; at least one curve, each with at least one point. */
export function errorFigure(
  curves: readonly NumberedCurve<CurvePoint>[],
  { title, plotter }: { readonly title: string; readonly plotter: Plotter },
): FigureBlock {
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-curves',
      title,
      description: curves.map(describeCurve).join('; '),
      legend: curves.map(({ label }, index) => ({ label, style: seriesStyle(index) })),
      chart: errorCurvesChart(plotter, curves),
    },
    caption: [
      'Central crop of the test images. Standard testing judges images one by one under running averages; balanced batches are normalised by their own statistics. ',
      ...(curves.some(({ sources }) => sources.length > 1)
        ? ['Lines are means over seeds, bands run from the best to the worst seed. ']
        : []),
      'The vertical axis is logarithmic.',
    ],
    numbers: curveNumbers(curves, (point) => percent(point.error)),
  };
}

function describeCurve({ label, points }: NumberedCurve<CurvePoint>): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${label}: from ${percent(first?.error ?? 0)} at epoch ${first?.epoch} to ${percent(last?.error ?? 0)} at epoch ${last?.epoch}`;
}
