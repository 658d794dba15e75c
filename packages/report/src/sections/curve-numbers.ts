import { CURVES_FILE } from '@batchmates/checkpoint';
import type { FigureBlock } from '../document/document.ts';
import type { Source } from '../evidence/evidence.ts';
import { sourceNote } from './source-links.ts';

/** A curve of a table of numbers, and what it was read from. */
export interface NumberedCurve<Point> {
  readonly label: string;
  readonly points: readonly Point[];
  readonly sources: readonly Source[];
}

/** Curves as a table, one row for each epoch at which any has a point. */
export function curveNumbers<Point extends { readonly epoch: number }>(
  curves: readonly NumberedCurve<Point>[],
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
    ...(sources.length > 0 && { note: sourceNote(sources, CURVES_FILE) }),
  };
}
