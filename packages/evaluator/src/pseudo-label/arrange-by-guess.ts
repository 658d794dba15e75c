import { balancedTestBatches, batchCount, placesOf, planOf, type BatchPlan } from '@batchmates/batching';

/** Guessed classes of every image, with the probabilities they were guessed from. */
export interface Guesses {
  /** Guessed class of every image. */
  readonly labels: Uint16Array;
  /** `[images, classes]` */
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/**
 * Arranges images in batches that would be balanced if the guesses were right (Section 5). Policy for the unequal
 * counts of guesses: there are as many batches as the most frequent guess has images; each batch has one image of
 * every guessed class, images of classes guessed less often being repeated, which do not count; so every image counts
 * exactly once. A class that no image is guessed to be is represented by the images that most probably are of it, in
 * turn; they do not count either.
 */
export function arrangeByGuess(
  guesses: Guesses,
  { seed, arrangement }: { readonly seed: number; readonly arrangement: number },
): BatchPlan {
  const { labels, classes } = guesses;
  const guessed = Array.from({ length: classes }, (_, label) => label).filter((label) =>
    labels.includes(label),
  );
  const rank = new Map(guessed.map((label, index) => [label, index]));
  const dense = labels.map((label) => rank.get(label)!);
  const plan = balancedTestBatches({ labels: dense, classes: guessed.length, seed, arrangement });
  if (guessed.length === classes) return plan;
  const missing = Array.from({ length: classes }, (_, label) => label).filter((label) => !rank.has(label));
  return withStandIns(
    plan,
    missing.map((label) => mostProbableFirst(guesses, label)),
  );
}

/** Adds to every batch an image of each of the given rankings that is not in it yet; it does not count. */
function withStandIns(plan: BatchPlan, rankings: readonly Uint32Array[]): BatchPlan {
  return planOf(
    Array.from({ length: batchCount(plan) }, (_, batch) => {
      const places = placesOf(plan, batch);
      for (const ranking of rankings) {
        const image = standIn(ranking, batch, (one) => places.some((place) => place.image === one));
        if (image !== undefined) places.push({ image, counts: false });
      }
      return places;
    }),
  );
}

/** The image at `turn` of a ranking, or the next one that is not in the batch already. */
function standIn(
  ranking: Uint32Array,
  turn: number,
  isTaken: (image: number) => boolean,
): number | undefined {
  for (let step = 0; step < ranking.length; step++) {
    const image = ranking[(turn + step) % ranking.length];
    if (image !== undefined && !isTaken(image)) return image;
  }
  return undefined;
}

function mostProbableFirst({ labels, probabilities, classes }: Guesses, label: number): Uint32Array {
  const probability = (image: number) => probabilities[image * classes + label]!;
  return Uint32Array.from(labels.keys()).sort((a, b) => probability(b) - probability(a) || a - b);
}
