import { percent } from '@batchmates/metrics';
import type { AuditCell, AuditFacts, AuditGap } from '@batchmates/results';
import { isShown, reversedGap } from './error-gap.ts';
import { tellPoints } from './tell-points.ts';
import { wayWords } from './way-words.ts';

/** The part of an audit that its sentence is made from. */
export type AuditSummary = Pick<
  AuditFacts,
  'batchNorms' | 'cells' | 'roles' | 'measuredLessServed' | 'labelGain' | 'batchCost'
>;

/**
 * An audit in one sentence. That a difference comes from the labels of the batchmates is said only where the label gain shows it and images were
 * measured in these very balanced batches.
 */
export function auditSentence(facts: AuditSummary): string {
  if (facts.batchNorms.length === 0) return 'this model cannot depend on batchmates: it has no batch norm';
  const [measured, served] = [cellOf(facts, 'measuredAs'), cellOf(facts, 'servedAs')];
  if (measured === undefined || served === undefined || facts.measuredLessServed === null)
    return `this model has ${facts.batchNorms.length} batch norms; how it was measured was not compared with how it is served`;
  if (measured === served)
    return `measured and served ${wayWords(measured)} this model errs on ${percent(measured.error, 1)}${labelsElsewhere(facts)}`;
  const gap = reversedGap(facts.measuredLessServed);
  const errors = `measured ${wayWords(measured)} this model errs on ${percent(measured.error, 1)}, served ${wayWords(served)} on ${percent(served.error, 1)}`;
  return `${errors}: ${outcome(gap, facts)}`;
}

/** What labels are worth in balanced batches where images are neither measured nor served in them. */
function labelsElsewhere(facts: AuditSummary): string {
  const { labelGain, roles } = facts;
  const balanced = cellOf(facts, 'balanced');
  if (balanced === undefined || labelGain === null || labelGain.interval[0] <= 0) return '';
  if (roles.measuredAs === roles.balanced) return '';
  return `; ${wayWords(balanced)} the labels of the batchmates are worth ${tell(labelGain)}`;
}

/** `gap`: error as served less error as measured. */
function outcome(gap: AuditGap, facts: AuditSummary): string {
  if (!isShown(gap)) {
    const told = `no difference is shown, ${tell(gap)}`;
    return facts.labelGain !== null && facts.labelGain.interval[0] > 0
      ? `${told}, though the labels of the batchmates are worth ${tell(facts.labelGain)} against random batches`
      : told;
  }
  if (gap.difference < 0) return `${tell(reversedGap(gap))} fewer as served`;
  return `${tell(gap)} ${cause(facts)}`;
}

/** Where the errors come from that are more as served than as measured. */
function cause(facts: AuditSummary): string {
  const { roles, labelGain, cells } = facts;
  const { measuredAs, servedAs, fixed, balanced, control, random } = roles;
  const isBalanced = measuredAs === balanced && labelGain !== null;
  if (isBalanced && labelGain.interval[0] > 0) {
    if (servedAs === control) return 'come from the labels of its batchmates';
    if (servedAs === fixed) {
      // Random batches as good as fixed statistics or worse: without the labels nothing would be gained.
      const beyond = cells[fixed]!.error - cells[control!]!.error;
      return beyond <= 0
        ? 'come from the labels of its batchmates'
        : `come from its batchmates, ${tell(labelGain)} of them from their labels`;
    }
  }
  if (isBalanced && servedAs === fixed)
    return 'come from the statistics of the batch; that the labels of the batchmates have a part in it is not shown';
  if ((measuredAs === random || measuredAs === control) && servedAs === fixed)
    return 'come from the statistics of the batch, whatever the labels';
  return 'more as served';
}

function tell({ difference, interval }: AuditGap): string {
  return tellPoints(difference, interval);
}

function cellOf({ cells, roles }: AuditSummary, role: keyof AuditFacts['roles']): AuditCell | undefined {
  const index = roles[role];
  return index === null ? undefined : cells[index];
}
