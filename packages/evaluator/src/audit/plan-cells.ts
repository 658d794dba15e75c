import { isDeepStrictEqual } from 'node:util';
import { batchOf } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import { arrange, balanced, random, single, sorted, standard, stream } from '@batchmates/protocols';
import type { AuditFacts } from '@batchmates/results';
import { builtInWay, type FillRequest, type Way } from './fill-options.ts';

/** A way of meeting that is to be measured. */
export interface PlannedCell extends Way {
  /** Seeds of its arrangements; one where it draws nothing. */
  readonly seeds: readonly number[];
  /** Images normalised together; null: statistics are fixed. */
  readonly batchSize: number | null;
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
  readonly arrangements: number;
  readonly seed: number;
}

/**
 * The cells of an audit: fixed statistics, random batches, balanced ones and random ones of their size, batches sorted by class and in the order
 * of the data set, single images, and both ways that were chosen. Where images were measured in balanced batches of a composition of their own, the
 * balanced ones are these. A cell that two roles share is measured once. Throws a `UserError` when
 * images cannot be arranged as chosen or in random batches; others that cannot are skipped.
 */
export function planCells(request: CellPlanRequest): CellPlan {
  const cells: PlannedCell[] = [];
  const skipped: Skipped[] = [];
  const place = (way: Way): number => {
    const known = cells.findIndex((cell) => isSame(cell, way));
    if (known >= 0) return known;
    return cells.push(planCell(way, request)) - 1;
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
  const isChosen = request.measuredAs.protocol === balanced;
  const together = tried(isChosen ? request.measuredAs : builtIn(balanced));
  const control = together === null ? null : place(builtIn(random, cells[together]!.batchSize!));
  for (const protocol of [sorted, stream, single]) tried(builtIn(protocol));
  if (together === null) skipped.push({ what: 'label gain', reason: skipped[0]!.reason });
  return {
    cells,
    roles: {
      ...{ fixed, random: atRandom, balanced: together, control },
      measuredAs: place(request.measuredAs),
      servedAs: place(request.servedAs),
    },
    skipped,
  };
}

function isSame(one: Way, other: Way): boolean {
  const names = new Set([...Object.keys(one.options), ...Object.keys(other.options)]);
  return (
    one.protocol === other.protocol &&
    [...names].every((name) => isDeepStrictEqual(one.options[name], other.options[name]))
  );
}

function planCell(way: Way, { labels, classes, seed, arrangements }: CellPlanRequest): PlannedCell {
  const { protocol, options } = way;
  const planOf = (of: number) =>
    arrange(protocol, { labels, classes, seed: of, view: 0, rearrangement: 0 }, options);
  const plan = planOf(seed);
  const isDrawn =
    protocol.decision !== undefined || String(plan.indices) !== String(planOf(seed + 1).indices);
  return {
    ...way,
    seeds: Array.from({ length: isDrawn ? arrangements : 1 }, (_, index) => seed + index),
    batchSize: protocol.statistics(options) === 'batch' ? batchOf(plan, 0).length : null,
  };
}
