import { isDeepStrictEqual } from 'node:util';
import { batchOf } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import {
  arrange,
  balanced,
  builtInProtocols,
  random,
  single,
  sorted,
  standard,
  stream,
} from '@batchmates/protocols';
import type { AuditFacts } from '@batchmates/results';
import { smallestClass } from './batch-sizes.ts';
import { builtInWay, type FillRequest, type Way } from './fill-options.ts';

/** A way of meeting that is to be measured. */
export interface PlannedCell extends Way {
  /** Seeds of its arrangements; one where it draws nothing. */
  readonly seeds: readonly number[];
  /** Images normalised together; null: statistics are fixed. */
  readonly batchSize: number | null;
  /** The images of all batches of a built-in protocol that draws nothing, to find equal ones; null for others. */
  readonly order: string | null;
}

/** What is not measured, and why. */
export type Skipped = AuditFacts['skipped'][number];

/** All cells of an audit, each once, and which is which. */
export interface CellPlan {
  readonly cells: readonly PlannedCell[];
  readonly roles: AuditFacts['roles'];
  readonly skipped: readonly Skipped[];
}

/** What cells are planned from. */
export interface CellPlanRequest extends FillRequest {
  readonly labels: Uint16Array;
  readonly measuredAs: Way;
  readonly servedAs: Way;
  /** Absent: as measured. */
  readonly trainedOn: Way | undefined;
  readonly arrangements: number;
  readonly seed: number;
}

/**
 * The cells of an audit: fixed statistics, random batches, balanced ones and random ones of their size, batches sorted by class and in the order
 * of the data set, single images, and the ways that were chosen. The balanced batches are those of `measuredAs`, else of `trainedOn`, where one
 * of the two composes batches of given numbers of images of a class (P x K too), else one of the audit's own. Ways with the same batches are measured once. Throws a
 * `UserError` when images cannot be arranged as chosen or in random batches; others that cannot are skipped.
 */
export function planCells(request: CellPlanRequest): CellPlan {
  const { classes, measuredAs, servedAs, trainedOn = measuredAs } = request;
  const cells: PlannedCell[] = [];
  const skipped: Skipped[] = [];
  const place = (way: Way): number => {
    const known = cells.findIndex((cell) => isSame(cell, way, classes));
    if (known >= 0) return known;
    const planned = planCell(way, request);
    const equal = cells.findIndex((cell) => cell.order !== null && cell.order === planned.order);
    if (equal < 0) return cells.push(planned) - 1;
    const other = cells[equal]!.protocol.heading;
    skipped.push({ what: way.protocol.heading, reason: `the same batches as “${other}” on these images` });
    return equal;
  };
  const tried = (way: Way): number | null => {
    try {
      return place(way);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      skipped.push({ what: way.protocol.heading, reason: error.message });
      return null;
    }
  };
  const builtIn = (protocol: Way['protocol'], batchSize = request.batchSize) =>
    builtInWay(protocol, { ...request, batchSize });
  const fixed = place(builtIn(standard));
  const atRandom = place(builtIn(random));
  const composed = [measuredAs, trainedOn].find((way) => isComposed(way, classes)) ?? builtIn(balanced);
  const together = tried(composed);
  if (together === null) skipped.push({ what: 'label gain', reason: skipped.at(-1)!.reason });
  const control = together === null ? null : place(builtIn(random, cells[together]!.batchSize!));
  if (together !== null) skipped.push(...smallerBatches(composed, request));
  for (const protocol of [sorted, stream, single]) tried(builtIn(protocol));
  return {
    cells,
    roles: {
      ...{ fixed, random: atRandom, balanced: together, control },
      ...{ measuredAs: place(measuredAs), servedAs: place(servedAs), trainedOn: tried(trainedOn) },
    },
    skipped,
  };
}

/** Whether batches have given numbers of images of a class, each image being answered in one of them with its statistics. */
function isComposed({ protocol, options }: Way, classes: number): boolean {
  return (
    protocol.composition(options, { classes }).kind === 'balanced' &&
    protocol.statistics(options) === 'batch' &&
    protocol.rearrangements(options) === 1 &&
    !protocol.shuffles &&
    protocol.decision === undefined
  );
}

/** Equal options of a protocol, or equal compositions of two built-in ones: P x K of all classes is `balanced`. */
function isSame(one: Way, other: Way, classes: number): boolean {
  const names = new Set([...Object.keys(one.options), ...Object.keys(other.options)]);
  if (one.protocol === other.protocol)
    return [...names].every((name) => isDeepStrictEqual(one.options[name], other.options[name]));
  const composed = [one, other].every(
    (way) => builtInProtocols.includes(way.protocol) && isComposed(way, classes),
  );
  const composition = ({ protocol, options }: Way) => protocol.composition(options, { classes });
  return composed && isDeepStrictEqual(composition(one), composition(other));
}

/** That composed batches are smaller than asked for, because the smallest class has no more images. */
function smallerBatches(
  { protocol, options }: Way,
  { labels, classes, batchSize }: CellPlanRequest,
): readonly Skipped[] {
  const composition = protocol.composition(options, { classes });
  if (composition.kind !== 'balanced') return [];
  const { samplesPerClass, classesPerBatch } = composition;
  const smallest = smallestClass({ labels, classes });
  if (samplesPerClass !== smallest || samplesPerClass >= Math.round(batchSize / classesPerBatch)) return [];
  return [
    {
      what: `${protocol.heading} of ${batchSize} images`,
      reason: `the smallest class has ${smallest}, so that they have ${samplesPerClass * classesPerBatch}`,
    },
  ];
}

function planCell(way: Way, { labels, classes, seed, arrangements }: CellPlanRequest): PlannedCell {
  const { protocol, options } = way;
  const planOf = (of: number) =>
    arrange(protocol, { labels, classes, seed: of, view: 0, rearrangement: 0 }, options);
  const plan = planOf(seed);
  const isDrawn =
    protocol.decision !== undefined || String(plan.indices) !== String(planOf(seed + 1).indices);
  const hasStatistics = protocol.statistics(options) === 'batch';
  const isComparable = hasStatistics && !isDrawn && builtInProtocols.includes(protocol);
  return {
    ...way,
    seeds: Array.from({ length: isDrawn ? arrangements : 1 }, (_, index) => seed + index),
    batchSize: hasStatistics ? batchOf(plan, 0).length : null,
    order: isComparable ? `${plan.indices.join()};${plan.offsets.join()}` : null,
  };
}
