import { randomStream, shuffle } from '@batchmates/random';
import { batchCount, type BatchPlan } from './batch-plan.ts';
import { figuresOf, type BatchFigures, type LabelsOfImages } from './batch-figures.ts';

/** A figure of batches, and what it would be were the same images dealt to batches of the same sizes at random. */
export interface AgainstChance {
  readonly observed: number;
  /** Its mean over all ways of dealing the images. */
  readonly expected: number;
  /** What lies between the 2.5 % and 97.5 % quantiles of the shuffles. */
  readonly range: readonly [number, number];
  /** Least and greatest of the shuffles: outside of them, random batches are with a probability of 2 in 1,000 at most (of 1,000 shuffles). */
  readonly extremes: readonly [number, number];
}

/** How the batches of some epochs are composed, each figure a mean over batches. */
export interface CompositionAgainstChance {
  /** Distinct classes in a batch. */
  readonly distinctClasses: AgainstChance;
  /** Pairs of images of one class in a batch. */
  readonly sameClassPairs: AgainstChance;
  /** Share of batches that lack at least one class, 0-1. */
  readonly lackingBatches: AgainstChance;
  /** Share of neighbours in the order of the plan that have one class, 0-1. */
  readonly sameClassNeighbours: AgainstChance;
  /** Random plans that the ranges are taken from. */
  readonly shuffles: number;
}

/** Places that all shuffles deal together: some seconds. */
const BUDGET = 5e7;
const MOST_SHUFFLES = 1000;
const LEAST_SHUFFLES = 100;

/**
 * Compares how classes meet in the batches of each epoch with chance: the labels of all its places, dealt anew to batches of the same sizes. What chance gives for
 * distinct classes, pairs and neighbours is computed exactly, the rest and the ranges from 1,000 seeded shuffles (fewer, but at least 100, of large plans).
 */
export function compositionAgainstChance(
  epochs: readonly BatchPlan[],
  { labels, classes, seed = 0 }: LabelsOfImages & { readonly seed?: number },
): CompositionAgainstChance {
  const places = epochs.reduce((sum, { indices }) => sum + indices.length, 0);
  const shuffles = Math.max(
    LEAST_SHUFFLES,
    Math.min(MOST_SHUFFLES, Math.floor(BUDGET / Math.max(1, places))),
  );
  const dealt = epochs.map((plan) => ({
    plan,
    own: Uint32Array.from(plan.indices, (image) => labels[image]!),
  }));
  const observed = meanOf(dealt.map(({ plan, own }) => figuresOf(own, plan.offsets, classes)));
  const stream = randomStream(seed, 'composition against chance');
  // Sorted, so that the order of the plan does not matter to what chance gives.
  const copies = dealt.map(({ plan, own }) => ({ plan, own: own.toSorted() }));
  const random = Array.from({ length: shuffles }, () =>
    meanOf(copies.map(({ plan, own }) => figuresOf(shuffle(own, stream), plan.offsets, classes))),
  );
  const exact = meanOf(dealt.map(({ plan, own }) => expectedFigures(own, plan, classes)));
  const against = (figure: keyof BatchFigures, expected: number): AgainstChance => {
    const sorted = random.map((each) => each[figure]).sort((one, other) => one - other);
    const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return {
      observed: observed[figure],
      expected,
      range: [quantile(0.025), quantile(0.975)],
      extremes: [quantile(0), quantile(1)],
    };
  };
  return {
    distinctClasses: against('distinctClasses', exact.distinctClasses),
    sameClassPairs: against('sameClassPairs', exact.sameClassPairs),
    lackingBatches: against(
      'lackingBatches',
      random.reduce((sum, { lackingBatches }) => sum + lackingBatches, 0) / shuffles,
    ),
    sameClassNeighbours: against('sameClassNeighbours', exact.sameClassNeighbours),
    shuffles,
  };
}

/** The mean over the batches of all epochs. */
function meanOf(epochs: readonly BatchFigures[]): BatchFigures {
  const batches = epochs.reduce((sum, each) => sum + each.batches, 0);
  const mean = (figure: keyof BatchFigures) =>
    batches === 0 ? 0 : epochs.reduce((sum, each) => sum + each[figure] * each.batches, 0) / batches;
  return {
    batches,
    distinctClasses: mean('distinctClasses'),
    sameClassPairs: mean('sameClassPairs'),
    lackingBatches: mean('lackingBatches'),
    sameClassNeighbours: mean('sameClassNeighbours'),
  };
}

/**
 * Expected figures of labels dealt at random (of hypergeometric counts): a class of `n` among `N` places is absent from a batch of `b` with probability
 * C(N - n, b) / C(N, b), and two places share a class with probability sum n (n - 1) / (N (N - 1)). Batches that lack a class have no such formula: 0.
 */
function expectedFigures(own: Uint32Array, plan: BatchPlan, classes: number): BatchFigures {
  const counts = new Float64Array(classes);
  for (const label of own) counts[label]! += 1;
  const total = own.length;
  const pair =
    total < 2 ? 0 : counts.reduce((sum, count) => sum + count * (count - 1), 0) / (total * (total - 1));
  const batches = batchCount(plan);
  const ofSize = new Map<number, number>();
  let [distinct, pairs] = [0, 0];
  for (let batch = 0; batch < batches; batch++) {
    const size = plan.offsets[batch + 1]! - plan.offsets[batch]!;
    const known = ofSize.get(size) ?? expectedDistinct(counts, size, total);
    ofSize.set(size, known);
    distinct += known;
    pairs += (pair * size * (size - 1)) / 2;
  }
  return {
    batches,
    distinctClasses: batches === 0 ? 0 : distinct / batches,
    sameClassPairs: batches === 0 ? 0 : pairs / batches,
    lackingBatches: 0,
    sameClassNeighbours: pair,
  };
}

function expectedDistinct(counts: Float64Array, size: number, total: number): number {
  // Many classes have the same number of images.
  const absent = new Map<number, number>();
  return counts.reduce((sum, count) => {
    const known = absent.get(count) ?? absentProbability(count, size, total);
    absent.set(count, known);
    return sum + 1 - known;
  }, 0);
}

function absentProbability(count: number, size: number, total: number): number {
  if (size > total - count) return 0;
  let probability = 1;
  for (let drawn = 0; drawn < size; drawn++) probability *= (total - count - drawn) / (total - drawn);
  return probability;
}
