import { coverBalanced, batchCount, batchOf, countedOf, planOf, type BatchPlan } from '@batchmates/batching';

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
 * every guessed class; classes guessed less often draw images a second time as fillers, which do not count; so every
 * image counts exactly once. A class that nobody is guessed to be is stood in for by the images that most probably
 * are of it, in turn, as fillers.
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
  const dense = labels.map((label) => rank.get(label) ?? 0);
  const plan = coverBalanced({ labels: dense, classes: guessed.length, seed, arrangement });
  if (guessed.length === classes) return plan;
  const missing = Array.from({ length: classes }, (_, label) => label).filter((label) => !rank.has(label));
  return withStandIns(
    plan,
    missing.map((label) => mostProbableFirst(guesses, label)),
  );
}

/** Adds to every batch one filler from each of the given rankings. */
function withStandIns(plan: BatchPlan, rankings: readonly Uint32Array[]): BatchPlan {
  const batches = batchCount(plan);
  return planOf(
    Array.from({ length: batches }, (_, batch) => {
      const counted = countedOf(plan, batch);
      const seats = Array.from(batchOf(plan, batch), (image, place) => ({
        image,
        filler: counted?.[place] === 0,
      }));
      for (const ranking of rankings) {
        const image = standIn(ranking, batch, (one) => seats.some((seat) => seat.image === one));
        if (image !== undefined) seats.push({ image, filler: true });
      }
      return seats;
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
  const probability = (image: number) => probabilities[image * classes + label] ?? 0;
  return Uint32Array.from(labels.keys()).sort((a, b) => probability(b) - probability(a) || a - b);
}
