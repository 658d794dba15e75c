import { calibrationError, count, negativeLogLikelihood, percent, percentRange } from '@batchmates/metrics';
import { resultsFiles, wilsonInterval } from '@batchmates/results';
import { keyCells } from '../analysis/key-cells.ts';
import { cellLabel } from '../analysis/measured-cells.ts';
import { reliabilityChart } from '../charts/reliability-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { whichRun } from './source-links.ts';

/** A bin of fewer images is not drawn: its accuracy says next to nothing. */
const LEAST_IMAGES = 10;

/** Whether confidence can be believed: reliability diagram, calibration error, log likelihood. */
export function reliabilitySection({ table, plotter }: SectionContext): Section | undefined {
  const cells = keyCells(table, 8)
    // Where answers are not the most probable classes, their probabilities are no confidence.
    .filter(({ test }) => test.protocol.decision === null)
    .slice(0, 4);
  const rows = cells.map((each) => ({
    label: cellLabel(each),
    run: each.run,
    reliability: calibrationError.compute(each.run),
  }));
  if (rows.length === 0) return undefined;
  const note = whichRun(cells).map((told) => told.trimStart());
  const curves = rows.map(({ label, reliability }) => ({
    label,
    bins: reliability.bins.flatMap(({ images, confidence, accuracy }) =>
      confidence === null || accuracy === null || images < LEAST_IMAGES
        ? []
        : [{ images, confidence, accuracy, interval: accuracyInterval(accuracy, images) }],
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
        rows: rows.map(({ label, run, reliability }) => ({
          header: label,
          cells: [
            { text: calibrationError.format(reliability), href: linkTo(run, resultsFiles.facts) },
            { text: negativeLogLikelihood.compute(run).toFixed(3) },
            { text: percent(run.tally.error) },
          ],
        })),
        ...(note.length === 0 ? {} : { note }),
      },
      {
        kind: 'figure',
        drawing: {
          id: 'figure-reliability',
          title: 'Reliability diagram',
          description: rows
            .map(
              ({ label, reliability }) =>
                `${label}: expected calibration error ${calibrationError.format(reliability)}`,
            )
            .join('; '),
          legend: curves.map(({ label }, index) => ({ label, style: seriesStyle(index) })),
          chart: reliabilityChart(plotter, curves),
        },
        caption: [
          'Images binned by the probability of the answer. On the dotted diagonal confidence is right; below it the network is overconfident. Larger points are more images; lines are 95 % Wilson intervals.',
          ` Bins of fewer than ${LEAST_IMAGES} images are in the numbers alone.`,
        ],
        numbers: {
          corner: 'Confidence',
          columns: rows.map(({ label }) => ({ label })),
          rows: rows[0]!.reliability.bins.map(({ lower, upper }, bin) => ({
            header: `${Math.round(100 * lower)}–${Math.round(100 * upper)} %`,
            cells: rows.map(({ run, reliability }) => {
              const { accuracy, images } = reliability.bins[bin]!;
              if (accuracy === null) return { text: '–' };
              return {
                text: percent(accuracy, 1),
                details: [percentRange(accuracyInterval(accuracy, images)), `${count(images)} images`],
                href: linkTo(run, resultsFiles.facts),
              };
            }),
          })),
        },
      },
    ],
  };
}

function accuracyInterval(accuracy: number, images: number): readonly [number, number] {
  return wilsonInterval(Math.round(accuracy * images), images);
}
