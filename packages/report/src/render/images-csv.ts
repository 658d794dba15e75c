import { csvFormatRows } from 'd3-dsv';
import { ownProbability, sameImages } from '../analysis/flips.ts';
import { keyCells } from '../analysis/key-cells.ts';
import { cellLabel } from '../analysis/measured-cells.ts';
import type { SectionContext } from '../sections/section-context.ts';

/** Cells whose answers stand beside each image; `predictions.arrow` of every result has the others. */
const MOST_CELLS = 12;

/**
 * Every image as CSV: its id and class, and for each of the cells that the page shows in detail the answer, the probability (0-1) of the image's own class,
 * and its batch in the first pass. `undefined` where nothing was measured.
 */
export function imagesCsv({ table }: Pick<SectionContext, 'table'>): string | undefined {
  const cells = sameImages(
    keyCells(table, MOST_CELLS).map((cell) => ({ name: cellLabel(cell), run: cell.run })),
  );
  const [first] = cells;
  if (first === undefined) return undefined;
  const { classNames } = first.run.facts.dataset;
  const { ids, labels } = first.run.predictions;
  const head = cells.flatMap(({ name }) => [name, `${name}: probability of its class`, `${name}: batch`]);
  const body = ids.map((id, image) => [
    id,
    classNames[labels[image]!]!,
    ...cells.flatMap(({ run }) => [
      classNames[run.predictions.predicted[image]!]!,
      ownProbability(run, image).toFixed(6),
      String(run.predictions.batches[image]!),
    ]),
  ]);
  return `${csvFormatRows([['Image', 'Class', ...head], ...body])}\n`;
}
