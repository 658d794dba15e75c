import { percent } from '@batchmates/metrics';
import { trainingCurves } from '../analysis/learning-curves.ts';
import { epochChart, type EpochCurve, type EpochPoint } from '../charts/epoch-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { FigureBlock } from '../document/document.ts';
import { curveNumbers, type NumberedCurve } from './curve-numbers.ts';
import type { SectionContext } from './section-context.ts';

/** A quantity of training that is drawn against epochs. */
interface Quantity {
  readonly id: string;
  readonly column: 'loss' | 'trainError' | 'learningRate';
  readonly title: string;
  /** Title of the axis, on which values stand times `scale`. */
  readonly label: string;
  readonly scale: number;
  readonly caption: string;
  readonly tell: (value: number) => string;
}

const quantities: readonly Quantity[] = [
  {
    id: 'figure-loss',
    column: 'loss',
    title: 'Training loss after every epoch',
    label: 'Cross-entropy (nats)',
    scale: 1,
    caption:
      'Mean over the epoch’s training batches, each before its update, with the statistics of the batch unless they are frozen.',
    tell: (value) => value.toFixed(4),
  },
  {
    id: 'figure-training-error',
    column: 'trainError',
    title: 'Training error after every epoch',
    label: 'Error (%)',
    scale: 100,
    caption: 'On the same batches as the loss: augmented crops, the same statistics.',
    tell: (value) => percent(value),
  },
  {
    id: 'figure-learning-rate',
    column: 'learningRate',
    title: 'Learning rate after every epoch',
    label: 'Learning rate',
    scale: 1,
    caption: 'Of the epoch’s last step.',
    tell: (value) => value.toPrecision(3),
  },
];

/** Loss, error and learning rate of training, folded away. */
export function trainingFigures(context: SectionContext): FigureBlock[] {
  return quantities.flatMap((quantity) => trainingFigure(context, quantity) ?? []);
}

function trainingFigure(
  { evidence, table, plotter }: SectionContext,
  quantity: Quantity,
): FigureBlock | undefined {
  const curves = trainingCurves(evidence.checkpoints, table.armOfCheckpoint, quantity.column);
  return curves.length === 0 ? undefined : { ...drawQuantity(quantity, curves, plotter), folded: true };
}

/** The training loss of some runs, at least one, each with at least one point. */
export function lossFigure(curves: readonly NumberedCurve<EpochPoint>[], plotter: Plotter): FigureBlock {
  return drawQuantity(quantities[0]!, curves, plotter);
}

function drawQuantity(
  { id, title, label, scale, caption, tell }: Quantity,
  curves: readonly NumberedCurve<EpochPoint>[],
  plotter: Plotter,
): FigureBlock {
  return {
    kind: 'figure',
    drawing: {
      id,
      title,
      description: curves
        .map(
          ({ label: name, points }) => `${name}: ${tell(points[0]!.value)} to ${tell(points.at(-1)!.value)}`,
        )
        .join('; '),
      legend: curves.map(({ label: name }, index) => ({ label: name, style: seriesStyle(index) })),
      chart: epochChart(plotter, {
        curves: curves.map((curve) => scaled(curve, scale)),
        heights: { wide: 280, narrow: 240 },
        tell: (value) => value.toPrecision(3),
        marginLeft: 54,
        marginTop: 24,
        y: {
          label,
          labelArrow: 'none',
          zero: true,
          nice: true,
          ticks: 5,
          tickSize: 0,
          tickFormat: String,
          grid: true,
        },
      }),
    },
    caption: [caption],
    numbers: curveNumbers(curves, ({ value }) => tell(value)),
  };
}

function scaled({ label, points }: EpochCurve, scale: number): EpochCurve {
  return {
    label,
    points: points.map(({ epoch, value, low, high }) => ({
      epoch,
      value: scale * value,
      low: scale * low,
      high: scale * high,
    })),
  };
}
