import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchCount, batchOf, countedOf, placesOf } from '@batchmates/batching';
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

describe('worked out by hand', () => {
  const places = (given: Guesses) => {
    const plan = arrange(given);
    return Array.from({ length: batchCount(plan) }, (_, batch) =>
      placesOf(plan, batch).map(({ image, counts }) => (counts ? `${image}` : `(${image})`)),
    );
  };
  const guess = (classes: number, labels: number[], probabilities: number[]): Guesses => ({
    classes,
    labels: Uint16Array.from(labels),
    probabilities: Float32Array.from(probabilities),
  });

  test('two classes that nobody is guessed to be: the next that is not in the batch stands in, if there is one', () => {
    // Classes 0 and 2 are nobody's guess. For class 0 image 1 comes first, for class 2 image 0.
    const given = guess(3, [1, 1], [0.2, 0.6, 0.2, 0.3, 0.6, 0.1]);
    // With two images each batch has the other one as the only stand-in.
    expect(places(given).toSorted()).toEqual([
      ['0', '(1)'],
      ['1', '(0)'],
    ]);
  });

  test('equally probable images stand in in the order of their numbers, batch by batch', () => {
    // Images 0, 1 and 2 are guessed to be of class 0 and take a batch each; 3 of class 1; nobody of class 2.
    const given = guess(3, [0, 0, 0, 1], [0.75, 0, 0.25, 0.75, 0, 0.25, 0.75, 0, 0.25, 0, 0.75, 0.25]);
    const arranged = places(given);
    expect(arranged.map(([, second]) => second)).toEqual(['3', '(3)', '(3)']);
    // Ranking 0, 1, 2, 3: batch b starts with image b and goes on to the next where it or image 3 stands already.
    arranged.forEach(([first, , third], batch) => {
      expect(third).toBe(Number(first) === batch ? `(${(batch + 1) % 3})` : `(${batch})`);
    });
  });

  test('a single image stands in for nobody', () => {
    expect(places(guess(2, [1], [0.25, 0.75]))).toEqual([['0']]);
  });

  test('classes are guessed in whatever order, and stay in class order', () => {
    const arranged = places(guess(4, [3, 1, 3, 1], Array<number>(16).fill(0.25)));
    for (const [first, second] of arranged) {
      expect([1, 3]).toContain(Number(first));
      expect([0, 2]).toContain(Number(second));
    }
    expect(arranged.map((batch) => batch.length)).toEqual([4, 4]);
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
