import { percent } from '@batchmates/metrics';
import { errorCurvesChart, type ErrorCurve } from './error-curves.ts';
import { standaloneSvg } from './figure-svg.ts';
import { seriesStyle } from './palette.ts';
import { loadPlotter } from './plot.ts';

/** Error curves as an SVG file of their own, with title and legend; curves have at least one point. */
export async function errorCurvesSvg(title: string, curves: readonly ErrorCurve[]): Promise<string> {
  return standaloneSvg({
    id: 'curves',
    title,
    description: curves
      .map(({ label, points }) => `${label}: ${percent(points.at(-1)!.error)} at the end`)
      .join('; '),
    legend: curves.map(({ label }, index) => ({ label, style: seriesStyle(index) })),
    chart: errorCurvesChart(await loadPlotter(), curves),
  });
}
