import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchCount, batchOf, countedOf } from '@batchmates/batching';
import { arrangeByGuess, type Guesses } from '../../src/pseudo-label/arrange-by-guess.ts';

const guesses: fc.Arbitrary<Guesses> = fc
  .record({ classes: fc.integer({ min: 1, max: 5 }), images: fc.integer({ min: 1, max: 25 }) })
  .chain(({ classes, images }) =>
    fc.record({
      classes: fc.constant(classes),
      labels: fc.uint16Array({ minLength: images, maxLength: images, max: classes - 1 }),
      probabilities: fc.float32Array({
        minLength: images * classes,
        maxLength: images * classes,
        min: 0,
        max: 1,
        noNaN: true,
      }),
    }),
  );

const arrange = (given: Guesses, arrangement = 0) => arrangeByGuess(given, { seed: 3, arrangement });

describe('the policy for unequal counts of guesses', () => {
  test('every image counts exactly once a round', () => {
    fc.assert(
      fc.property(guesses, (given) => {
        const plan = arrange(given);
        const counted = [...plan.indices].filter((_, place) => plan.counted?.[place] !== 0);
        expect(counted.sort((a, b) => a - b)).toEqual([...given.labels.keys()]);
      }),
    );
  });

  test('there are as many batches as the most frequent guess has images', () => {
    fc.assert(
      fc.property(guesses, (given) => {
        expect(batchCount(arrange(given))).toBe(Math.max(...countsOf(given)));
      }),
    );
  });

  test('every batch has one image of each guessed class, and repeated images are of less frequent guesses', () => {
    fc.assert(
      fc.property(guesses, (given) => {
        const counts = countsOf(given);
        const guessed = [...counts.keys()].filter((label) => counts[label]! > 0);
        const plan = arrange(given);
        for (let batch = 0; batch < batchCount(plan); batch++) {
          const labels = Array.from(batchOf(plan, batch), (image) => given.labels[image]!);
          expect(labels.slice(0, guessed.length)).toEqual(guessed);
          labels.slice(0, guessed.length).forEach((label, place) => {
            if (countedOf(plan, batch)?.[place] === 0)
              expect(counts[label]).toBeLessThan(Math.max(...counts));
          });
        }
      }),
    );
  });

  test('images stand in for a class that nobody is guessed to be, the most probable first, uncounted', () => {
    const given = {
      classes: 3,
      labels: Uint16Array.of(0, 0, 0, 2),
      // Probabilities of class 1: 0.1, 0.4, 0.2, 0.3.
      probabilities: Float32Array.of(0.9, 0.1, 0, 0.6, 0.4, 0, 0.8, 0.2, 0, 0.2, 0.3, 0.5),
    };
    const plan = arrange(given);
    expect(batchCount(plan)).toBe(3);
    const standIns = [0, 1, 2].map((batch) => {
      const members = batchOf(plan, batch);
      expect(members.length).toBe(3);
      expect(new Set(members).size).toBe(3);
      expect(countedOf(plan, batch)?.[2]).toBe(0);
      return members[2];
    });
    // Ranking 1, 3, 2, 0; image 3 stands in every batch already as the only guess of class 2.
    const firstOf = (batch: number) => batchOf(plan, batch)[0];
    expect(standIns[0]).toBe(firstOf(0) === 1 ? 2 : 1);
    expect(standIns[1]).toBe(firstOf(1) === 2 ? 0 : 2);
    expect(standIns[2]).toBe(firstOf(2) === 2 ? 0 : 2);
  });
});

test('another round is another arrangement', () => {
  const labels = Uint16Array.from({ length: 30 }, (_, image) => image % 3);
  const given = { classes: 3, labels, probabilities: new Float32Array(90) };
  expect(arrange(given, 1)).not.toEqual(arrange(given, 0));
  expect(arrange(given, 1)).toEqual(arrange(given, 1));
});

function countsOf({ labels, classes }: Guesses): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = counts[label]! + 1;
  return counts;
}
