import {
  wilsonInterval,
  type CirculateAnswers,
  type CirculatePairs,
  type Interval,
} from '@batchmates/results';
import { chanceOf, type ProbeAnswers } from './chance.ts';
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
  const chance = chanceOf(elsewhereByProbe(placements, labels));
  return {
    images: always.size,
    placements: elsewhere,
    ...answers,
    missingRate: missing.rate,
    missingInterval: missing.interval,
    missingChance: chance.rate,
    missingPValue: chance.pValue,
    labelRate: label.rate,
    labelInterval: label.interval,
    always: [...always.values()].filter(Boolean).length,
    own,
  };
}

/** Answers of each probe in each batch, but for the slot of its own class. */
function elsewhereByProbe(
  placements: readonly AnsweredPlacement[],
  labels: ArrayLike<number>,
): readonly ProbeAnswers[] {
  return together(placements.filter(({ probes: [probe] }) => probe!.slot !== labels[probe!.image])).map(
    (group) => ({
      slots: group.map(({ probes }) => probes[0]!.slot),
      answers: group.map(({ predicted }) => predicted[0]!),
    }),
  );
}

/** Counts how two probes at once were answered; the chance levels exchange the positions of a pair in a batch. */
export function countPairs(placements: readonly AnsweredPlacement[]): CirculatePairs {
  let [missing, distinct, missingByChance, distinctByChance] = [0, 0, 0, 0];
  const pairs = new Set<string>();
  for (const group of together(placements)) {
    for (const placement of group) {
      const answered = pairHits(placement, placement);
      missing += answered.missing;
      distinct += answered.distinct;
      const anywhere = group.map((other) => pairHits(placement, other));
      missingByChance += anywhere.reduce((sum, hits) => sum + hits.missing, 0) / group.length;
      distinctByChance += anywhere.reduce((sum, hits) => sum + hits.distinct, 0) / group.length;
      pairs.add(placement.probes.map(({ image }) => image).join());
    }
  }
  const one = share(missing, 2 * placements.length, 2 * pairs.size);
  const both = share(distinct, placements.length, pairs.size);
  return {
    placements: placements.length,
    missing,
    missingRate: one.rate,
    missingInterval: one.interval,
    missingChance: placements.length === 0 ? 0 : missingByChance / (2 * placements.length),
    distinct,
    distinctRate: both.rate,
    distinctInterval: both.interval,
    distinctChance: placements.length === 0 ? 0 : distinctByChance / placements.length,
  };
}

/** How many answers of a pair name a slot that another (or the same) placement leaves missing, and whether they name both (0 or 1). */
function pairHits(
  { predicted }: AnsweredPlacement,
  { probes }: Placement,
): { readonly missing: number; readonly distinct: number } {
  const gaps = probes.map(({ slot }) => slot);
  return {
    missing: predicted.filter((answer) => gaps.includes(answer)).length,
    distinct: gaps.every((slot) => predicted.includes(slot)) ? 1 : 0,
  };
}

/** Placements of the same probes in the same batch. */
function together(placements: readonly AnsweredPlacement[]): readonly (readonly AnsweredPlacement[])[] {
  const groups = new Map<string, AnsweredPlacement[]>();
  for (const placement of placements) {
    const key = [placement.batch, ...placement.probes.map(({ image }) => image)].join();
    groups.set(key, [...(groups.get(key) ?? []), placement]);
  }
  return [...groups.values()];
}

/**
 * A rate with the 95 % Wilson interval of `independent` trials. The placements of one image are no independent trials,
 * so counting images instead gives an interval that is rather too wide than too narrow.
 */
function share(count: number, total: number, independent: number): { rate: number; interval: Interval } {
  const rate = total === 0 ? 0 : count / total;
  return { rate, interval: wilsonInterval(rate * independent, total === 0 ? 0 : independent) };
}
