import { invariant } from '@batchmates/errors';
import type { Progress } from '@batchmates/stage';
import { mostProbable } from '@batchmates/protocols';
import { answerBatches, type BatchRunner } from './answer-batches.ts';
import type { ConfidentBatch } from './confident-batches.ts';
import type { AnsweredPlacement } from './count-answers.ts';
import {
  pairPlacements,
  placementPlan,
  singlePlacements,
  type CirculationShape,
  type Placement,
} from './placement.ts';
import type { Probes } from './probes.ts';

/** The probes, and the confident batches that they are put into. */
export interface CirculationRequest {
  readonly probes: Probes;
  readonly batches: readonly ConfidentBatch[];
  readonly shape: CirculationShape;
  /** Of all images. */
  readonly labels: Uint16Array;
  readonly progress: Progress;
}

/** What the network answered for weak and strong images, each alone, and for weak ones two by two. */
export interface Circulations {
  readonly weak: readonly AnsweredPlacement[];
  readonly strong: readonly AnsweredPlacement[];
  readonly pairs: readonly AnsweredPlacement[];
}

/** Runs every placement of every probe. */
export async function circulateProbes(
  runner: BatchRunner,
  { probes, batches, shape, labels, progress }: CirculationRequest,
): Promise<Circulations> {
  const weak = singlePlacements(probes.weak, shape);
  const strong = singlePlacements(probes.strong, shape);
  const pairs = pairPlacements(probes.weak, shape, labels);
  const total = (weak.length + strong.length + pairs.length) * runner.images.views;
  const bar = progress.start({ label: 'circulate', total, unit: 'batches' });
  const answer = (placements: readonly Placement[]): Promise<AnsweredPlacement[]> =>
    answerPlacements({ ...runner, onBatch: () => bar.advance(1) }, placements, batches);
  try {
    return { weak: await answer(weak), strong: await answer(strong), pairs: await answer(pairs) };
  } finally {
    bar.stop();
  }
}

/** Placements planned at a time at most. */
const CHUNK = 1000;

/** Probabilities held at a time at most, in every view but the last: 64 MB of them. With many classes all of them would not fit in memory. */
const HELD = 2 ** 23;

async function answerPlacements(
  runner: BatchRunner,
  placements: readonly Placement[],
  batches: readonly ConfidentBatch[],
): Promise<AnsweredPlacement[]> {
  const answered: AnsweredPlacement[] = [];
  const { classes } = runner.images;
  const size = Math.max(1, Math.min(CHUNK, Math.floor(HELD / classes ** 2)));
  for (let start = 0; start < placements.length; start += size) {
    const chunk = placements.slice(start, start + size);
    for await (const { batch, indices, probabilities } of answerBatches(
      runner,
      placementPlan(chunk, batches),
    )) {
      const placement = chunk[batch];
      invariant(placement !== undefined, `batch ${batch} of ${chunk.length}`);
      const classes = probabilities.length / indices.length;
      const rows = placement.probes.map(({ slot }) =>
        probabilities.slice(slot * classes, (slot + 1) * classes),
      );
      answered.push({ ...placement, predicted: rows.map(mostProbable), rows });
    }
  }
  return answered;
}
