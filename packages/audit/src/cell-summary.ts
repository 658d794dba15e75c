import { invariant } from '@batchmates/errors';
import { wilsonInterval, Z_95, type Answers, type AuditCell } from '@batchmates/results';
import { clusteredInterval } from './clustered-interval.ts';
import type { RunSummary } from './run-summary.ts';

/** What the arrangements of one protocol come to. */
export type CellSummary = Omit<AuditCell, 'protocol' | 'batchSize'>;

/**
 * Means over arrangements of the same images. The intervals are Wilson's of as many trials as there are images, however many arrangements answer each; of
 * fewer where images of a batch succeed or fail together: of so many as give the standard error that is clustered by image and by batch. `fixed`: what flips are counted
 * against; absent: their interval is that of images.
 */
export function summariseCell(runs: readonly RunSummary[], fixed?: Pick<Answers, 'predicted'>): CellSummary {
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
    interval: intervalOf(error, runs, ({ labels, predicted }, image) => labels[image] !== predicted[image]),
    range: [Math.min(...errors), Math.max(...errors)],
    negativeLogLikelihood: mean((run) => run.negativeLogLikelihood),
    totalVariation: mean((run) => run.totalVariation),
    flips,
    flipsInterval: intervalOf(
      flips,
      runs,
      ({ predicted }, image) => fixed !== undefined && fixed.predicted[image] !== predicted[image],
    ),
  };
}

function intervalOf(
  share: number,
  runs: readonly RunSummary[],
  counts: (answers: Answers, image: number) => boolean,
) {
  const images = runs[0]!.answers.labels.length;
  const trials = Math.min(images, trialsOf(share, runs, counts));
  // A mean of shares can come out a last bit above 1.
  return wilsonInterval(Math.min(trials, share * trials), trials);
}

/** Independent trials that would give a share the standard error that it has by images and batches. */
function trialsOf(
  share: number,
  runs: readonly RunSummary[],
  counts: (answers: Answers, image: number) => boolean,
): number {
  if (runs.some(({ answers }) => answers.batches === undefined)) return Infinity;
  const images = runs[0]!.answers.labels.length;
  const places = Array.from({ length: images * runs.length }, (_, index) => index);
  const [runOf, imageOf] = [(at: number) => Math.floor(at / images), (at: number) => at % images];
  const clustered = clusteredInterval({
    values: Float64Array.from(places, (at) => (counts(runs[runOf(at)]!.answers, imageOf(at)) ? 1 : 0)),
    clusters: [
      places.map(imageOf),
      places.map((at) => runOf(at) * images + runs[runOf(at)]!.answers.batches![imageOf(at)]!),
    ],
  });
  if (clustered === null) return Infinity;
  const error = (clustered[1] - clustered[0]) / (2 * Z_95);
  return error === 0 ? Infinity : Math.max(1, (share * (1 - share)) / error ** 2);
}
