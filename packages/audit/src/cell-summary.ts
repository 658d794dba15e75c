import { invariant } from '@batchmates/errors';
import { wilsonInterval, type AuditCell } from '@batchmates/results';
import type { RunSummary } from './run-summary.ts';

/** What the arrangements of one way of meeting come to. */
export type CellSummary = Omit<AuditCell, 'protocol' | 'batchSize'>;

/**
 * Means over arrangements of the same images. The intervals have as many trials as there are images, for the arrangements of an
 * image are not independent of each other: they are rather too wide than too narrow.
 */
export function summariseCell(runs: readonly RunSummary[]): CellSummary {
  const [first] = runs;
  invariant(first !== undefined, 'a cell needs at least one arrangement');
  const images = first.answers.labels.length;
  const mean = (of: (run: RunSummary) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const errors = runs.map(({ error }) => error);
  const [error, flips] = [mean((run) => run.error), mean((run) => (images === 0 ? 0 : run.flips / images))];
  return {
    arrangements: runs.length,
    images,
    error,
    interval: intervalOf(error, images),
    range: [Math.min(...errors), Math.max(...errors)],
    negativeLogLikelihood: mean((run) => run.negativeLogLikelihood),
    totalVariation: mean((run) => run.totalVariation),
    flips,
    flipsInterval: intervalOf(flips, images),
  };
}

function intervalOf(share: number, images: number) {
  // A mean of shares can come out a last bit above 1.
  return wilsonInterval(Math.min(images, share * images), images);
}
