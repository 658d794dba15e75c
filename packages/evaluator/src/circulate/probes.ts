import { randomStream, shuffle } from '@batchmates/random';
import type { ConfidentBatch } from './confident-batches.ts';
import type { Inferred } from './two-inferences.ts';

/** Images to circulate, in random order. */
export interface Probes {
  /** Standard inference answers wrong. */
  readonly weak: readonly number[];
  /** Standard inference answers right with at least `confidence`; as many as weak ones where there are. */
  readonly strong: readonly number[];
}

/** How probes are chosen. */
export interface ProbesRequest {
  readonly standard: Inferred;
  readonly confidence: number;
  /** Their images are no probes: none is to meet itself. */
  readonly batches: readonly ConfidentBatch[];
  /** Weak images at most. */
  readonly limit?: number | undefined;
  readonly seed: number;
}

/** Chooses every weak image, or `limit` of them at random, and as many strong ones at random. */
export function chooseProbes({ standard, confidence, batches, limit, seed }: ProbesRequest): Probes {
  const { labels, predicted, probabilities, classes } = standard;
  const standing = new Set(batches.flatMap(({ images }) => images));
  const weak: number[] = [];
  const strong: number[] = [];
  labels.forEach((label, image) => {
    if (standing.has(image)) return;
    if (predicted[image] !== label) weak.push(image);
    else if (probabilities[image * classes + label]! >= confidence) strong.push(image);
  });
  const stream = randomStream(seed, 'circulate/probes');
  const chosen = shuffle(weak, stream.split('weak')).slice(0, limit);
  return { weak: chosen, strong: shuffle(strong, stream.split('strong')).slice(0, chosen.length) };
}
