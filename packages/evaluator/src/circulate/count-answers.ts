import {
  wilsonInterval,
  type CirculateAnswers,
  type CirculatePairs,
  type Interval,
} from '@batchmates/results';
import type { Placement } from './placement.ts';

/** What the network answered for the probes of one placement, in their order. */
export interface AnsweredPlacement extends Placement {
  readonly predicted: readonly number[];
  /** The probes' probabilities, `[classes]` each. */
  readonly rows: readonly Float32Array[];
}

/** Counts how single probes were answered: the paper's claim as numbers. `labels` are those of all images. */
export function countAnswers(
  placements: readonly AnsweredPlacement[],
  labels: ArrayLike<number>,
): CirculateAnswers {
  const answers = { missing: 0, label: 0, other: 0 };
  const own = { placements: 0, right: 0 };
  const always = new Map<number, boolean>();
  for (const { probes, predicted } of placements) {
    const { image, slot } = probes[0]!;
    const [label, answer] = [labels[image], predicted[0]];
    always.set(image, (always.get(image) ?? true) && answer === slot);
    if (slot === label) {
      own.placements++;
      if (answer === label) own.right++;
    } else {
      answers[answer === slot ? 'missing' : answer === label ? 'label' : 'other']++;
    }
  }
  const elsewhere = answers.missing + answers.label + answers.other;
  const missing = share(answers.missing, elsewhere, always.size);
  const label = share(answers.label, elsewhere, always.size);
  return {
    images: always.size,
    placements: elsewhere,
    ...answers,
    missingRate: missing.rate,
    missingInterval: missing.interval,
    labelRate: label.rate,
    labelInterval: label.interval,
    always: [...always.values()].filter(Boolean).length,
    own,
  };
}

/** Counts how two probes at once were answered. */
export function countPairs(placements: readonly AnsweredPlacement[]): CirculatePairs {
  let [missing, distinct] = [0, 0];
  const pairs = new Set<string>();
  for (const { probes, predicted } of placements) {
    const gaps = probes.map(({ slot }) => slot);
    missing += predicted.filter((answer) => gaps.includes(answer)).length;
    if (gaps.every((slot) => predicted.includes(slot))) distinct++;
    pairs.add(probes.map(({ image }) => image).join());
  }
  const one = share(missing, 2 * placements.length, 2 * pairs.size);
  const both = share(distinct, placements.length, pairs.size);
  return {
    placements: placements.length,
    missing,
    missingRate: one.rate,
    missingInterval: one.interval,
    distinct,
    distinctRate: both.rate,
    distinctInterval: both.interval,
  };
}

/**
 * A rate with the 95 % Wilson interval of `independent` trials. The placements of one image are no independent trials,
 * so counting images instead gives an interval that is rather too wide than too narrow.
 */
function share(count: number, total: number, independent: number): { rate: number; interval: Interval } {
  const rate = total === 0 ? 0 : count / total;
  return { rate, interval: wilsonInterval(rate * independent, total === 0 ? 0 : independent) };
}
