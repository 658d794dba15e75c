import type { Comparison } from './comparison.ts';
import type { ErrorCell } from './error-cell.ts';
import type { PublishedCell } from './paper.ts';

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
}

const comparisons: readonly (readonly [PublishedCell, PublishedCell])[] = [
  ['standard/standard', 'balanced/balanced'],
  ['balanced/standard', 'balanced/balanced'],
  ['balanced/balanced', 'balanced/shuffled-balanced'],
];

/** The relative error reductions the paper speaks of, as far as both errors were measured. */
export function reductionsOf({ counterpart, paper }: Comparison): Reduction[] {
  return comparisons.flatMap(([from, to]) => {
    const [before, after] = [counterpart(from), counterpart(to)];
    if (before === undefined || after === undefined) return [];
    const [printedBefore, printedAfter] = [paper?.errors[from], paper?.errors[to]];
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
      },
    ];
  });
}

/** `1 - after / before`; undefined when `before` is 0. */
export function relativeReduction(before: number, after: number): number | undefined {
  return before === 0 ? undefined : 1 - after / before;
}

/** A cell of the paper as people say it: `balanced / shuffled balanced`. */
export function cellName(cell: PublishedCell): string {
  return cell.replace('/', ' / ').replace('-', ' ');
}
