import { holm } from '@batchmates/metrics';
import type { ErrorCell } from './error-cell.ts';
import type { MeasuredCell } from './measured-cells.ts';
import { compareCells, type PairedRow } from './paired.ts';
import type { PublishedCell, PublishedExperiment } from './paper.ts';

/** How much of an error another way of training or testing takes away: `1 - after / before`. */
export interface Reduction {
  readonly before: string;
  readonly after: string;
  /** Our errors before and after. */
  readonly ours: readonly [ErrorCell, ErrorCell];
  /** 0-1; negative when the error grew; undefined when there was no error to reduce. */
  readonly reduction: number | undefined;
  /** The paper's reduction, where it prints both errors. */
  readonly published: number | undefined;
  /** Both on the same images, corrected over the comparison's reductions; undefined when they were measured on others. */
  readonly compared: Pick<PairedRow, 'comparison' | 'adjusted'> | undefined;
}

/** Our cells for those of the paper. */
export interface Counterparts {
  /**
   * The paper's experiment, where data set, network family and depth are its own: its numbers stand beside ours only then.
   */
  readonly own: PublishedExperiment | undefined;
  /** Our cell for a cell of the paper: that of the first arm which has it. */
  counterpart(cell: PublishedCell): MeasuredCell | undefined;
}

const comparisons: readonly (readonly [PublishedCell, PublishedCell])[] = [
  ['standard/standard', 'balanced/balanced'],
  ['balanced/standard', 'balanced/balanced'],
  ['balanced/balanced', 'balanced/shuffled-balanced'],
];

/** The relative error reductions the paper speaks of, as far as both errors were measured. */
export function reductionsOf({ counterpart, own }: Counterparts): Reduction[] {
  const found = comparisons.flatMap(([from, to]) => {
    const [before, after] = [counterpart(from), counterpart(to)];
    if (before === undefined || after === undefined) return [];
    const [printedBefore, printedAfter] = [own?.errors[from], own?.errors[to]];
    return [
      {
        before: cellName(from),
        after: cellName(to),
        ours: [before.cell, after.cell] as const,
        reduction: relativeReduction(before.cell.error, after.cell.error),
        published:
          printedBefore === undefined || printedAfter === undefined
            ? undefined
            : relativeReduction(printedBefore, printedAfter),
        comparison: compareCells(before.cell, after.cell)?.comparison,
      },
    ];
  });
  const adjusted = holm(found.flatMap(({ comparison }) => comparison?.pValue ?? []));
  return found.map(({ comparison, ...reduction }) => ({
    ...reduction,
    compared: comparison === undefined ? undefined : { comparison, adjusted: adjusted.shift()! },
  }));
}

/** `1 - after / before`; undefined when `before` is 0. */
export function relativeReduction(before: number, after: number): number | undefined {
  return before === 0 ? undefined : 1 - after / before;
}

/** A cell of the paper as people say it: `balanced / shuffled balanced`. */
export function cellName(cell: PublishedCell): string {
  return cell.replace('/', ' / ').replace('-', ' ');
}
