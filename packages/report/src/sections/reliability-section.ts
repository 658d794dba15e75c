import type { EvaluationMetrics } from '@batchmates/results';
import { count, percent } from '../analysis/format.ts';
import { keyPlaces } from '../analysis/key-places.ts';
import { reliabilityChart } from '../charts/reliability-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Section } from '../document/document.ts';
import { linkTo, type ResultsSource } from '../evidence/evidence.ts';
import { placeName } from './error-table-block.ts';
import type { SectionContext } from './section-context.ts';

/** Whether confidence can be believed: reliability diagram, calibration error, log likelihood. */
export function reliabilitySection({ table, plotter }: SectionContext): Section | undefined {
  const places = keyPlaces(table, 8)
    .flatMap(({ arm, test, run }) => (isEvaluation(run) ? [{ label: placeName(arm, test), run }] : []))
    .slice(0, 4);
  if (places.length === 0) return undefined;
  const curves = places.map(({ label, run }) => ({
    label,
    bins: run.metrics.reliability.bins.flatMap(({ images, confidence, accuracy }) =>
      confidence === null || accuracy === null ? [] : [{ images, confidence, accuracy }],
    ),
  }));
  return {
    id: 'reliability',
    title: 'Confidence',
    blocks: [
      {
        kind: 'table',
        id: 'calibration',
        caption: 'Calibration',
        corner: 'Training / testing',
        columns: [
          { label: 'Expected calibration error' },
          { label: 'Negative log likelihood', detail: 'nats' },
          { label: 'Error' },
        ],
        rows: places.map(({ label, run }) => ({
          header: label,
          cells: [
            {
              text: percent(run.metrics.reliability.expectedCalibrationError),
              href: linkTo(run, 'metrics.json'),
            },
            { text: run.metrics.negativeLogLikelihood.toFixed(3) },
            { text: percent(run.metrics.error) },
          ],
        })),
      },
      {
        kind: 'figure',
        drawing: {
          id: 'figure-reliability',
          title: 'Reliability diagram',
          description: places
            .map(
              ({ label, run }) =>
                `${label}: expected calibration error ${percent(run.metrics.reliability.expectedCalibrationError)}`,
            )
            .join('; '),
          legend: curves.map(({ label }, index) => ({ label, style: seriesStyle(index) })),
          chart: reliabilityChart(plotter, curves),
        },
        caption: [
          'Images binned by the probability of the answer. On the dotted diagonal confidence is right; below it the network is overconfident. Larger points are more images.',
        ],
        numbers: {
          corner: 'Confidence',
          columns: places.map(({ label }) => ({ label })),
          rows: (places[0]?.run.metrics.reliability.bins ?? []).map(({ lower, upper }, bin) => ({
            header: `${Math.round(100 * lower)}–${Math.round(100 * upper)} %`,
            cells: places.map(({ run }) => {
              const found = run.metrics.reliability.bins[bin];
              return found === undefined || found.accuracy === null
                ? { text: '–' }
                : {
                    text: percent(found.accuracy, 1),
                    details: [`${count(found.images)} images`],
                    href: linkTo(run, 'metrics.json'),
                  };
            }),
          })),
        },
      },
    ],
  };
}

function isEvaluation(run: ResultsSource): run is ResultsSource<EvaluationMetrics> {
  return run.metrics.kind === 'evaluation';
}
