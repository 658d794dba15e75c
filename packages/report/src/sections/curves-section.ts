import { percent } from '@batchmates/metrics';
import { learningCurves, type LearningCurve } from '../analysis/learning-curves.ts';
import { errorCurvesChart } from '../charts/error-curves.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Section } from '../document/document.ts';
import { curveNumbers } from './curve-numbers.ts';
import type { SectionContext } from './section-context.ts';
import { trainingFigures } from './training-figures.ts';

/** Error after every epoch: the paper's Figure 2 (CIFAR) or Figure 3 (ImageNet). */
export function curvesSection(context: SectionContext): Section | undefined {
  const { evidence, table, plotter } = context;
  const curves = learningCurves(evidence.checkpoints, table.armOfCheckpoint);
  if (curves.length === 0) return undefined;
  const imagenet = evidence.checkpoints.some(({ networkName }) => networkName.startsWith('imagenet-'));
  const figure = table.comparisons[0]?.paper?.curvesFigure ?? (imagenet ? 'Figure 3' : 'Figure 2');
  return {
    id: 'curves',
    title: 'Error by epoch',
    blocks: [
      {
        kind: 'figure',
        drawing: {
          id: 'figure-curves',
          title: `Test error after every epoch (${figure} of the paper)`,
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
      },
      ...trainingFigures(context),
    ],
  };
}

function describeCurve({ label, points }: LearningCurve): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${label}: from ${percent(first?.error ?? 0)} at epoch ${first?.epoch} to ${percent(last?.error ?? 0)} at epoch ${last?.epoch}`;
}
