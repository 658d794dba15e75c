import { csvFormatRows } from 'd3-dsv';
import { group } from 'd3-array';
import { ownProbability, runsOfOneSeed } from '../analysis/flips.ts';
import { keyCells } from '../analysis/key-cells.ts';
import { cellLabel } from '../analysis/measured-cells.ts';
import { sameImages } from '../analysis/paired.ts';
import type { EvaluationSource } from '../evidence/evidence.ts';
import type { SectionContext } from '../sections/section-context.ts';

/** Cells whose answers stand beside each image; `predictions.arrow` of every result has the others. */
const MOST_CELLS = 12;

/**
 * Every image as CSV: its id and class, and for each of the cells that the page shows in detail the answer, the probability (0-1) of the image's own class,
 * and under batch statistics its batch in the first pass. Of each way of training one seed; cells tested on other images than the first are
 * left out. `undefined` where nothing was measured.
 */
export function imagesCsv({ table }: Pick<SectionContext, 'table'>): string | undefined {
  const arms = [...group(keyCells(table, MOST_CELLS), ({ arm }) => arm).values()];
  const runs = arms.flatMap((cells) =>
    runsOfOneSeed(
      cells.map((cell) => ({ name: cellLabel(cell), runs: table.cell(cell.arm, cell.test)!.runs })),
    ),
  );
  const [first] = runs;
  if (first === undefined) return undefined;
  const columns = runs
    .filter(({ run }) => sameImages(first.run, run))
    .flatMap(({ name, run }) => columnsOf([name, ...seedOf(run)].join(', '), run));
  const { ids, labels } = first.run.predictions;
  const { classNames } = first.run.facts.dataset;
  const body = ids.map((id, image) => [
    id,
    classNames[labels[image]!]!,
    ...columns.map(({ of }) => of(image)),
  ]);
  return `${csvFormatRows([['Image', 'Class', ...columns.map(({ head }) => head)], ...body])}\n`;
}

/** Imported networks have no seed of training. */
function seedOf({ facts: { training } }: EvaluationSource): string[] {
  return training.seed === null ? [] : [`seed ${training.seed}`];
}

/** A column of the table. */
interface ImageColumn {
  readonly head: string;
  readonly of: (image: number) => string;
}

function columnsOf(name: string, run: EvaluationSource): ImageColumn[] {
  const { predicted, batches } = run.predictions;
  const { dataset, protocol } = run.facts;
  return [
    { head: name, of: (image) => dataset.classNames[predicted[image]!]! },
    { head: `${name}: probability of its class`, of: (image) => ownProbability(run, image).toFixed(6) },
    ...(protocol.statistics === 'batch'
      ? [{ head: `${name}: batch`, of: (image: number) => String(batches[image]!) }]
      : []),
  ];
}
