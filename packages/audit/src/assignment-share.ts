import type { Answers, Estimate } from '@batchmates/results';
import { errorGap } from './error-gap.ts';
import { ratioOver } from './ratio-of-sums.ts';

/** Answers to the same images, found in three ways, each in one or several arrangements. */
export interface AssignmentShareRequest {
  readonly fixed: readonly Answers[];
  readonly balanced: readonly Answers[];
  /** One-to-one assignment of the balanced batches, under fixed statistics. */
  readonly assigned: readonly Answers[];
}

/**
 * The part of what knowing the labels of a balanced batch is worth that a network finds by itself:
 * `(fixed - balanced) / (fixed - assigned)` of the errors, 1: as much as the solver. Below 0 where balanced batches are worse than
 * fixed statistics. Null where the 95 % interval of the gain of assignment contains 0, so that there is nothing to have a part of.
 */
export function assignmentShare({ fixed, balanced, assigned }: AssignmentShareRequest): Estimate | null {
  if (errorGap(fixed, assigned).interval[0] <= 0) return null;
  const [alone, together, solved] = [fixed, balanced, assigned].map(errorsByImage) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const gain = alone.map((error, image) => error - together[image]!);
  const most = alone.map((error, image) => error - solved[image]!);
  return ratioOver([...gain.keys()], gain, most);
}

/** Share of the arrangements in which each image is answered wrong. */
function errorsByImage(runs: readonly Answers[]): Float64Array {
  return Float64Array.from(runs[0]!.labels, (label, image) => {
    const wrong = runs.filter(({ predicted }) => predicted[image] !== label).length;
    return wrong / runs.length;
  });
}
