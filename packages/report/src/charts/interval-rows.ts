import type { Plotter } from './plot.ts';
import { seriesClass, seriesStyle } from './palette.ts';

/** A point with its interval, in a row of a chart; numbers are those of its axis. */
export interface RowPoint {
  readonly row: string;
  /** Index into the legend. */
  readonly series: number;
  /** What is shown when it is pointed at. */
  readonly title: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Sizes of rows, in pixels. */
export interface RowSizes {
  readonly rowHeight: number;
  /** Between two series of a row. */
  readonly spacing: number;
  /** Of the row's title, down from its top, and of the room that it takes. */
  readonly title: number;
  readonly titleRoom: number;
  /** Of a symbol. */
  readonly radius: number;
}

/** The marks of rows of points with intervals: a line and a title for each row, and one symbol for each series. */
export function intervalRows(
  { Plot }: Pick<Plotter, 'Plot'>,
  points: readonly RowPoint[],
  { rowHeight, spacing, title, titleRoom, radius }: RowSizes,
) {
  const rows = rowsOf(points);
  const series = seriesIn(points);
  return [
    Plot.ruleY(rows, { y: (_, index) => index, stroke: 'currentColor', strokeOpacity: 0.15 }),
    Plot.text(rows, {
      y: (_, index) => index,
      text: (row: string) => row,
      frameAnchor: 'left',
      textAnchor: 'start',
      dx: 2,
      dy: title,
      fontWeight: 600,
      stroke: 'var(--paper)',
      strokeWidth: 4,
      fill: 'currentColor',
    }),
    ...points.flatMap((point) => {
      const { colour, symbol } = seriesStyle(point.series);
      const dy = (rowHeight + titleRoom) / 2 + (point.series - (series - 1) / 2) * spacing;
      const place = { className: seriesClass(point.series), y: () => rows.indexOf(point.row), dy };
      return [
        Plot.ruleY([point], {
          ...place,
          x1: point.low,
          x2: point.high,
          stroke: colour,
          strokeWidth: 2.5,
          strokeOpacity: 0.65,
        }),
        Plot.dot([point], {
          ...place,
          x: point.value,
          fill: colour,
          symbol,
          r: radius,
          title: () => point.title,
        }),
      ];
    }),
  ];
}

/** The rows of a chart, each once, in the order of their first points. */
export function rowsOf(points: readonly Pick<RowPoint, 'row'>[]): string[] {
  return [...new Set(points.map(({ row }) => row))];
}

/** Number of series. */
export function seriesIn(points: readonly Pick<RowPoint, 'series'>[]): number {
  return 1 + Math.max(0, ...points.map((point) => point.series));
}
