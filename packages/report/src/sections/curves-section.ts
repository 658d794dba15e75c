import { CURVES_FILE } from '@batchmates/checkpoint';
import { percent } from '@batchmates/metrics';
import { learningCurves, trainingCurves, type LearningCurve } from '../analysis/learning-curves.ts';
import { epochChart } from '../charts/epoch-chart.ts';
import { errorCurvesChart } from '../charts/error-curves.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { FigureBlock, Section } from '../document/document.ts';
import type { SectionContext } from './section-context.ts';
import { sourceNote } from './source-links.ts';

/** Error after every epoch: the paper's Figure 2 (CIFAR) or Figure 3 (ImageNet). */
export function curvesSection({ evidence, table, plotter }: SectionContext): Section | undefined {
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
      ...trainingFigures({ evidence, table, plotter }),
    ],
  };
}

/** Loss, error and learning rate of training, folded away. */
function trainingFigures({
  evidence,
  table,
  plotter,
}: Pick<SectionContext, 'evidence' | 'table' | 'plotter'>): FigureBlock[] {
  const quantities = [
    {
      id: 'figure-loss',
      column: 'loss',
      title: 'Training loss after every epoch',
      label: 'Cross-entropy (nats)',
      caption: 'Mean over the epoch’s training batches, each before its update, under its own statistics.',
      tell: (value: number) => value.toFixed(4),
    },
    {
      id: 'figure-training-error',
      column: 'trainError',
      title: 'Training error after every epoch',
      label: 'Error (0–1)',
      caption: 'On the same batches as the loss: augmented crops, batch statistics.',
      tell: (value: number) => percent(value),
    },
    {
      id: 'figure-learning-rate',
      column: 'learningRate',
      title: 'Learning rate after every epoch',
      label: 'Learning rate',
      caption: 'Of the epoch’s last step.',
      tell: (value: number) => value.toPrecision(3),
    },
  ] as const;
  return quantities.flatMap(({ id, column, title, label, caption, tell }): FigureBlock[] => {
    const curves = trainingCurves(evidence.checkpoints, table.armOfCheckpoint, column);
    if (curves.length === 0) return [];
    return [
      {
        kind: 'figure',
        folded: true,
        drawing: {
          id,
          title,
          description: curves
            .map(
              ({ label: name, points }) =>
                `${name}: ${tell(points[0]!.value)} to ${tell(points.at(-1)!.value)}`,
            )
            .join('; '),
          legend: curves.map(({ label: name }, index) => ({ label: name, style: seriesStyle(index) })),
          chart: epochChart(plotter, { label, curves }),
        },
        caption: [caption],
        numbers: curveNumbers(curves, (point) => tell(point.value)),
      },
    ];
  });
}

function describeCurve({ label, points }: LearningCurve): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${label}: from ${percent(first?.error ?? 0)} at epoch ${first?.epoch} to ${percent(last?.error ?? 0)} at epoch ${last?.epoch}`;
}

function curveNumbers<Point extends { readonly epoch: number }>(
  curves: readonly {
    readonly label: string;
    readonly points: readonly Point[];
    readonly sources: LearningCurve['sources'];
  }[],
  tell: (point: Point) => string,
): FigureBlock['numbers'] {
  const epochs = [...new Set(curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort(
    (left, right) => left - right,
  );
  const sources = [...new Set(curves.flatMap((each) => each.sources))];
  return {
    corner: 'Epoch',
    columns: curves.map(({ label }) => ({ label })),
    rows: epochs.map((epoch) => ({
      header: String(epoch),
      cells: curves.map(({ points }) => {
        const point = points.find((each) => each.epoch === epoch);
        return { text: point === undefined ? '–' : tell(point) };
      }),
    })),
    note: sourceNote(sources, CURVES_FILE),
  };
}
