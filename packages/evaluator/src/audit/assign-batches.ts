import { assignmentShare } from '@batchmates/audit';
import { assignment } from '@batchmates/protocols';
import { tally, type Answers, type AuditFacts, type Predictions } from '@batchmates/results';
import type { MeasuredCell } from './measure-cells.ts';
import type { Skipped } from './plan-cells.ts';

/** What is assigned, and beside what. */
export interface AssignRequest {
  readonly statistics: 'running' | 'population';
  /** Under fixed statistics. */
  readonly fixed: Predictions;
  readonly balanced: MeasuredCell | undefined;
}

/** The assignment of larger batches takes too long: time grows with the third power of their size. */
const LARGEST = 512;

/**
 * One-to-one assignment of the balanced batches under fixed statistics (protocol `assignment`, of the same batches), and the part of its gain
 * that balanced batches have by themselves; or why there is none.
 */
export async function assignBatches(
  request: AssignRequest,
): Promise<NonNullable<AuditFacts['assignment']> | Skipped> {
  const { fixed, balanced, statistics } = request;
  const { classes } = fixed;
  const skip = (reason: string): Skipped => ({ what: 'assignment', reason });
  if (balanced === undefined) return skip('no balanced batches');
  if (balanced.batchSize! > LARGEST)
    return skip(`batches of more than ${LARGEST} images take too long to assign`);
  const { composition } = balanced.facts.protocol;
  if (composition.kind !== 'balanced' || composition.classesPerBatch < classes)
    return skip('a batch has no image of some classes');
  const options = assignment.options.parse({ statistics, samplesPerClass: composition.samplesPerClass });
  const assigned: Answers[] = [];
  for (const seed of balanced.seeds) {
    const asked = { labels: fixed.labels, classes, seed, probabilities: fixed.probabilities };
    assigned.push({ labels: fixed.labels, predicted: await assignment.decision!.decide(asked, options) });
  }
  const runs = balanced.runs.map(({ answers }) => answers);
  return {
    error: assigned.reduce((sum, each) => sum + tally(each).error, 0) / assigned.length,
    share: assignmentShare({ fixed: [fixed], balanced: runs, assigned }),
  };
}
