/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { EpochRow } from '@batchmates/checkpoint';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { loadPlotter } from '../charts/plot.ts';
import { errorFigure } from '../sections/error-figure.ts';
import { lossFigure } from '../sections/training-figures.ts';
import { FigureView } from './figure-view.tsx';

/** A training under way or done. */
export interface ShownTraining {
  readonly label: string;
  /** One for each completed epoch. */
  readonly rows: readonly EpochRow[];
}

/** Test errors and loss of trainings as HTML, figures with their numbers; empty before the first epoch is complete. */
export async function renderCurves(trainings: readonly ShownTraining[]): Promise<string> {
  const plotter = await loadPlotter();
  const errors = [
    ...trainings.map((each) => curveOf(each, 'errorStandardRunning', ', standard testing')),
    ...trainings.map((each) => curveOf(each, 'errorBalancedBatch', ', balanced batches')),
  ]
    .filter(hasPoints)
    .map(({ points, ...curve }) => ({
      ...curve,
      points: points.map(({ value: error, ...point }) => ({ ...point, error })),
    }));
  const losses = trainings.map((each) => curveOf(each, 'loss', '')).filter(hasPoints);
  const figures = [
    ...(errors.length > 0 ? [errorFigure(errors, { title: 'Test error after every epoch', plotter })] : []),
    ...(losses.length > 0 ? [lossFigure(losses, plotter)] : []),
  ];
  return renderToStaticMarkup(
    <>
      {figures.map((figure) => (
        <FigureView figure={figure} />
      ))}
    </>,
  );
}

function curveOf({ label, rows }: ShownTraining, column: keyof EpochRow, testing: string) {
  const points = rows
    // NaN marks epochs that were not tested.
    .filter((row) => Number.isFinite(row[column]))
    .map(({ epoch, [column]: value }) => ({ epoch, value, low: value, high: value }));
  return { label: `${label}${testing}`, points, sources: [] };
}

function hasPoints({ points }: { readonly points: readonly unknown[] }): boolean {
  return points.length > 0;
}
