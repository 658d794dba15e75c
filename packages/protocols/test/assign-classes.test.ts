import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balancedTestBatches, planOf } from '@batchmates/batching';
import { assignClasses } from '../src/assign-classes.ts';

/** A batch of `size` images with random probabilities of `size` classes, some of them 0. */
const batches = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    probabilities: fc
      .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1, noNaN: true })), {
        minLength: size * size,
        maxLength: size * size,
      })
      .map((values) => Float32Array.from(values)),
  }),
);

const one = { samplesPerClass: 1 };
const batchOf = (size: number) =>
  planOf([Array.from({ length: size }, (_, image) => ({ image, counts: true }))]);

describe('within a batch', () => {
  test('answers are distinct and no permutation has a larger total log probability', () => {
    fc.assert(
      fc.property(batches, ({ size, probabilities }) => {
        const answers = [...assignClasses(batchOf(size), { probabilities, classes: size }, one)];
        expect(new Set(answers).size).toBe(size);
        const total = (order: readonly number[]) =>
          order.reduce((sum, label, image) => {
            return sum + Math.log(Math.max(2 ** -149, probabilities[image * size + label]!));
          }, 0);
        const best = Math.max(...permutations(size).map(total));
        expect(total(answers)).toBeCloseTo(best, 6);
      }),
    );
  });

  test('right answers stay right', () => {
    const probabilities = Float32Array.of(0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0, 0.1, 0.9);
    expect([...assignClasses(batchOf(3), { probabilities, classes: 3 }, one)]).toEqual([0, 1, 2]);
  });

  test('an image that is sure of a class drives a less sure one out of it', () => {
    const probabilities = Float32Array.of(0.9, 0.1, 0.6, 0.4);
    expect([...assignClasses(batchOf(2), { probabilities, classes: 2 }, one)]).toEqual([0, 1]);
  });

  test('with several samples per class every class has so many places', () => {
    const probabilities = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4);
    const answers = assignClasses(batchOf(4), { probabilities, classes: 2 }, { samplesPerClass: 2 });
    expect([...answers].sort()).toEqual([0, 0, 1, 1]);
  });

  test('in a batch of fewer images than classes every class is answered at most once', () => {
    const probabilities = Float32Array.of(0.5, 0.3, 0.2, 0.6, 0.3, 0.1);
    expect([...assignClasses(batchOf(2), { probabilities, classes: 3 }, one)]).toEqual([1, 0]);
  });
});

test('every image is answered once, and repeated images take a class in their batch that does not count', () => {
  const labels = Uint16Array.of(0, 0, 0, 1);
  const plan = balancedTestBatches({ labels, classes: 2, seed: 0 });
  const probabilities = Float32Array.of(0.9, 0.1, 0.9, 0.1, 0.2, 0.8, 0.1, 0.9);
  // Image 2 looks like class 1, but image 3 does more so: it stands in every batch and takes the class each time.
  expect([...assignClasses(plan, { probabilities, classes: 2 }, one)]).toEqual([0, 0, 0, 1]);
});

test('what a repeated image is assigned in its second batch does not count, whatever comes first', () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.4, 0.6, 0.01, 0.99);
  const [first, second] = [
    [0, 1].map((image) => ({ image, counts: true })),
    // Beside image 2, which is surer of class 1, image 1 would be of class 0.
    [2, 1].map((image) => ({ image, counts: image === 2 })),
  ] as const;
  const images = { probabilities, classes: 2 };
  expect([...assignClasses(planOf([first, second]), images, one)]).toEqual([0, 1, 1]);
  expect([...assignClasses(planOf([second, first]), images, one)]).toEqual([0, 1, 1]);
});

test('a class of probability 0 is answered when no other is left, and avoided when one is', () => {
  // Both images can only be of class 0; the second loses less by giving it up, 0 counting as the least float32.
  const both = Float32Array.of(1, 0, 0.5, 0);
  expect([...assignClasses(batchOf(2), { probabilities: both, classes: 2 }, one)]).toEqual([0, 1]);
  // log 1 + log 2^-149 is less than log 2^-140 + log 2^-5.
  const tiny = Float32Array.of(1, 2 ** -5, 2 ** -140, 0);
  expect([...assignClasses(batchOf(2), { probabilities: tiny, classes: 2 }, one)]).toEqual([1, 0]);
});

function permutations(size: number): number[][] {
  if (size === 0) return [[]];
  return permutations(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => [...order.slice(0, at), size - 1, ...order.slice(at)]),
  );
}
