import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchCount, classHistogram, groupedTestBatches, placesOf, repeatedImages } from '../src/index.ts';
import { labelsArbitrary, smallestClass } from '../src/testing/index.ts';

const cases = labelsArbitrary().chain((data) =>
  fc.record({
    data: fc.constant(data),
    seed: fc.integer(),
    composition: fc.record({
      samplesPerClass: fc.integer({ min: 1, max: smallestClass(data) }),
      classesPerBatch: fc.integer({ min: 1, max: data.classes }),
    }),
  }),
);

describe('P classes x K samples', () => {
  test('every batch is of them, no image is in one twice, and each counts exactly once', () => {
    fc.assert(
      fc.property(cases, ({ data, seed, composition }) => {
        const plan = groupedTestBatches({ ...data, seed }, composition);
        const { samplesPerClass, classesPerBatch } = composition;
        for (const counts of classHistogram(plan, data)) {
          expect([...counts].filter((count) => count > 0)).toEqual(
            Array(classesPerBatch).fill(samplesPerClass),
          );
        }
        const batches = Array.from({ length: batchCount(plan) }, (_, batch) => placesOf(plan, batch));
        for (const places of batches) {
          expect(new Set(places.map(({ image }) => image)).size).toBe(places.length);
        }
        const counted = batches.flat().filter(({ counts }) => counts);
        expect(counted.map(({ image }) => image).sort((a, b) => a - b)).toEqual([...data.labels.keys()]);
      }),
    );
  });

  test('there are as few batches as can hold every class as often as its images need', () => {
    fc.assert(
      fc.property(cases, ({ data, seed, composition }) => {
        const { samplesPerClass, classesPerBatch } = composition;
        const groups = Array.from({ length: data.classes }, (_, label) =>
          Math.ceil(data.labels.filter((other) => other === label).length / samplesPerClass),
        );
        const total = groups.reduce((sum, count) => sum + count, 0);
        const plan = groupedTestBatches({ ...data, seed }, composition);
        expect(batchCount(plan)).toBe(Math.max(...groups, Math.ceil(total / classesPerBatch)));
      }),
    );
  });

  test('nothing is repeated where classes come out even', () => {
    const labels = Uint16Array.from({ length: 48 }, (_, image) => image % 6);
    const plan = groupedTestBatches(
      { labels, classes: 6, seed: 3 },
      { classesPerBatch: 3, samplesPerClass: 4 },
    );
    expect([batchCount(plan), repeatedImages(plan)]).toEqual([4, 0]);
  });

  test('the seed draws which classes meet, and which of their images', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, image) => image % 10);
    const plan = (seed: number, arrangement = 0) =>
      groupedTestBatches(
        { labels, classes: 10, seed, arrangement },
        { classesPerBatch: 2, samplesPerClass: 3 },
      );
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
    expect(plan(1)).not.toEqual(plan(1, 1));
    const together = (seed: number) => classHistogram(plan(seed), { labels, classes: 10 });
    expect(together(1)).not.toEqual(together(2));
  });
});

test('a class without images is passed over', () => {
  const labels = Uint16Array.of(0, 0, 2, 2);
  const plan = groupedTestBatches(
    { labels, classes: 3, seed: 0 },
    { classesPerBatch: 2, samplesPerClass: 2 },
  );
  expect([...plan.indices].sort()).toEqual([0, 1, 2, 3]);
});

test.each([
  [
    { classesPerBatch: 3, samplesPerClass: 1 },
    'option classes: expected at most the 2 classes that have images, received 3; lower classes',
  ],
  [
    { classesPerBatch: 2, samplesPerClass: 2 },
    'option samples: expected at most 1, the images of class 2, as an image is in a batch only once, received 2; lower samples or add images of that class',
  ],
])('%j cannot be had of two images of one class and one of another', (composition, message) => {
  const request = { labels: Uint16Array.of(0, 0, 2), classes: 3, seed: 0 };
  expect(() => groupedTestBatches(request, composition)).toThrow(
    expect.objectContaining({ code: 'batching/options', message }) as Error,
  );
});
