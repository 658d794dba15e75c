import { capital, count, percent, percentRange, pValue } from '@batchmates/metrics';
import type { AuditCell, AuditFacts, AuditGap, Estimate, ReplacedBatchmates } from '@batchmates/results';
import { inPoints, tellInterval, tellShare } from './tell-points.ts';
import { protocolWords } from './protocol-words.ts';

/** One number of an audit, as terminals and reports show it. */
export interface AuditRow {
  /** What it is. */
  readonly measure: string;
  /** With its unit; `–` where it was not measured. */
  readonly value: string;
  /** Its 95 % interval; empty where there is none. */
  readonly interval: string;
  /** What it was measured on, or why it was not. */
  readonly note: string;
}

const NONE = { value: '–', interval: '' } as const;

/** The numbers of an audit: differences of errors, pulls, flips and the share of assignment. Of a network without batch norm none. */
export function auditTable(facts: AuditFacts): readonly AuditRow[] {
  if (facts.batchNorms.length === 0) return [];
  const { roles, cells, pulls, replacedBatchmates, assignment } = facts;
  const way = (index: number | null) => (index === null ? '' : protocolWords(cells[index]!));
  return [
    gapRow('Measured less served', facts.measuredLessServed, {
      note: `${way(roles.measuredAs)} less ${way(roles.servedAs)}`,
    }),
    gapRow('Label gain', facts.labelGain, {
      note:
        facts.labelGain === null
          ? reasonOf(facts, 'label gain')
          : `${way(roles.control)} less ${way(roles.balanced)}`,
    }),
    gapRow('Batch cost', facts.batchCost, { note: `${way(roles.random)} less ${way(roles.fixed)}` }),
    pullRow('Pull of own-class batchmates', pulls.ownClass),
    pullRow('Pull of the missing class', pulls.absentClass),
    flipRow('Flips under new batchmates, same labels', replacedBatchmates?.sameLabels),
    flipRow('Flips under new batchmates, whatever their labels', replacedBatchmates?.anyLabels),
    assignment?.share == null
      ? {
          measure: 'Share of the assignment gain',
          ...NONE,
          note:
            assignment === null ? reasonOf(facts, 'assignment') : 'assignment gains nothing that is shown',
        }
      : {
          measure: 'Share of the assignment gain',
          value: tellShare(assignment.share)[0],
          interval: tellShare(assignment.share)[1],
          note: `assignment errs on ${percent(assignment.error, 1)}`,
        },
  ];
}

/** A protocol, as a row of the table of errors. */
export interface AuditCellRow {
  readonly protocol: string;
  readonly error: string;
  readonly interval: string;
  /** Least and greatest error of an arrangement; empty for a single one. */
  readonly range: string;
  readonly negativeLogLikelihood: string;
  /** Against fixed statistics. */
  readonly totalVariation: string;
  readonly flips: string;
  readonly flipsInterval: string;
}

/** Errors per protocol, in the order in which they were measured. */
export function auditCells({ cells }: Pick<AuditFacts, 'cells'>): readonly AuditCellRow[] {
  return cells.map((cell) => ({
    protocol: capital(protocolWords(cell)),
    error: percent(cell.error),
    interval: percentRange(cell.interval),
    range: rangeOf(cell),
    negativeLogLikelihood: cell.negativeLogLikelihood.toFixed(3),
    totalVariation: cell.totalVariation.toFixed(3),
    flips: percent(cell.flips),
    flipsInterval: percentRange(cell.flipsInterval),
  }));
}

/** What was not measured and why, and the check with all batch norms on fixed statistics, a sentence each. */
export function auditNotes({
  skipped,
  fixedFlips,
}: Pick<AuditFacts, 'skipped' | 'fixedFlips'>): readonly string[] {
  const flips = fixedFlips.reduce((sum, each) => sum + each.flips, 0);
  const checked = `with all batch norms on fixed statistics ${flips === 0 ? 'no answer' : `${count(flips)} answers`} of ${count(fixedFlips[0]?.images ?? 0)} images changed under ${fixedFlips.length} protocol${fixedFlips.length === 1 ? '' : 's'}`;
  return [
    ...skipped.map(({ what, reason }) => `Not measured: ${what} (${reason}).`),
    ...(fixedFlips.length === 0 ? [] : [`Check: ${checked}.`]),
  ];
}

function gapRow(measure: string, gap: AuditGap | null, { note }: { readonly note: string }): AuditRow {
  if (gap === null) return { measure, ...NONE, note };
  const { difference, interval } = gap;
  return {
    measure,
    value: `${inPoints(difference, interval)} points`,
    interval: tellInterval(interval),
    note: gap.pValue === null ? note : `${note}, p ${pValue(gap.pValue)}`,
  };
}

function pullRow(measure: string, pull: Estimate | null): AuditRow {
  if (pull === null) return { measure, ...NONE, note: 'too few images met it both ways' };
  const { value, interval, images } = pull;
  return {
    measure,
    value: `${inPoints(value, interval)} points`,
    interval: tellInterval(interval),
    note: `probability, within ${count(images)} images in random batches`,
  };
}

function flipRow(measure: string, replaced: ReplacedBatchmates | undefined): AuditRow {
  if (replaced === undefined) return { measure, ...NONE, note: 'not measured' };
  const { targets, flips, images, rate, interval, kept } = replaced;
  const left = kept > 0 ? `, ${percent(kept, 1)} of the batchmates stayed` : '';
  return {
    measure,
    value: percent(rate, 1),
    interval: percentRange(interval),
    note: `${count(flips)} of ${count(targets)} tries on ${count(images)} images${left}`,
  };
}

function reasonOf({ skipped }: AuditFacts, what: string): string {
  return skipped.find((each) => each.what === what)?.reason ?? 'not measured';
}

function rangeOf({ arrangements, range }: AuditCell): string {
  return arrangements === 1 ? '' : percentRange(range);
}
