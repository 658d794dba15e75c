import { expect, test } from 'vitest';
import { wilsonInterval } from '@batchmates/results';
import { countAnswers, countPairs } from '../../src/circulate/count-answers.ts';

const labels = [0, 1, 2];
const placed = (image: number, slot: number, answer: number) => ({
  batch: 0,
  probes: [{ image, slot }],
  predicted: [answer],
  rows: [],
});

test('answers are the missing class, the own class or another; own slots are apart', () => {
  const answers = countAnswers(
    [
      placed(0, 0, 0),
      placed(0, 1, 1),
      placed(0, 2, 2),
      placed(1, 0, 0),
      placed(1, 1, 2),
      placed(1, 2, 1),
      placed(2, 0, 1),
      placed(2, 1, 1),
      placed(2, 2, 2),
    ],
    labels,
  );
  expect(answers).toEqual({
    images: 3,
    placements: 6,
    missing: 4,
    label: 1,
    other: 1,
    missingRate: 4 / 6,
    // Six answers of three images are no six independent trials.
    missingInterval: wilsonInterval(2, 3),
    // With its two slots exchanged image 0 would name none of them, image 1 none, image 2 one again.
    missingChance: 2.5 / 6,
    missingPValue: 1 / 4,
    labelRate: 1 / 6,
    labelInterval: wilsonInterval(0.5, 3),
    always: 1,
    own: { placements: 3, right: 2 },
  });
});

test('without probes nothing is known', () => {
  expect(countAnswers([], labels)).toMatchObject({
    images: 0,
    missingRate: 0,
    missingInterval: [0, 1],
    missingChance: 0,
    missingPValue: 1,
  });
  expect(countPairs([])).toMatchObject({
    placements: 0,
    missingRate: 0,
    missingChance: 0,
    distinctInterval: [0, 1],
    distinctChance: 0,
  });
});

test('pairs answer the two missing classes between them, or do not', () => {
  const pair = (slots: readonly [number, number], predicted: readonly [number, number]) => ({
    batch: 0,
    probes: [
      { image: 7, slot: slots[0] },
      { image: 8, slot: slots[1] },
    ],
    predicted,
    rows: [],
  });
  expect(
    countPairs([pair([0, 1], [0, 1]), pair([0, 1], [1, 0]), pair([1, 2], [1, 1]), pair([1, 2], [0, 1])]),
  ).toEqual({
    placements: 4,
    missing: 7,
    missingRate: 7 / 8,
    missingInterval: wilsonInterval(1.75, 2),
    // At the four positions, two by two alike, the answers 0 and 1 name two or one missing class, 1 and 1 always two.
    missingChance: (3 * 1.5 + 2) / 8,
    distinct: 2,
    distinctRate: 0.5,
    distinctInterval: wilsonInterval(0.5, 1),
    distinctChance: (3 * 0.5) / 4,
  });
});

test('an image has to answer the missing class everywhere to do so always', () => {
  const counts = countAnswers(
    [placed(0, 1, 1), placed(0, 2, 0), placed(1, 0, 2), placed(1, 2, 2), placed(2, 0, 0)],
    labels,
  );
  // Image 0 stops after its first placement, image 1 begins after it, image 2 does at its only one.
  expect(counts).toMatchObject({ images: 3, always: 1, missing: 3, label: 1, other: 1 });
  expect(countAnswers([placed(1, 1, 1)], labels)).toMatchObject({
    images: 1,
    placements: 0,
    missingRate: 0,
    missingInterval: [0, 1],
    labelInterval: [0, 1],
    own: { placements: 1, right: 1 },
  });
});

test('different pairs are independent, the same at several places are not', () => {
  const pair = (first: number, second: number) => ({
    batch: 0,
    probes: [
      { image: first, slot: 0 },
      { image: second, slot: 1 },
    ],
    predicted: [0, 2],
    rows: [],
  });
  expect(countPairs([pair(7, 8), pair(7, 8), pair(8, 7), pair(9, 7)])).toEqual({
    placements: 4,
    missing: 4,
    missingRate: 0.5,
    missingInterval: wilsonInterval(3, 6),
    // No pair stood at two positions of a batch.
    missingChance: 0.5,
    distinct: 0,
    distinctRate: 0,
    distinctInterval: wilsonInterval(0, 3),
    distinctChance: 0,
  });
});
