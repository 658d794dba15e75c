import { randomStream, shuffle } from '@batchmates/random';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  batchOf,
  countedOf,
  classHistogram,
  balancedTestBatches,
  sortedTestBatches,
  streamTestBatches,
  testBatchesInOrder,
  randomTestBatches,
} from '../src/index.ts';
import { labelsArbitrary } from '../src/testing/index.ts';

const countedImages = ({ indices, counted }: { indices: Uint32Array; counted?: Uint8Array }) =>
  [...indices].filter((_, place) => counted?.[place] !== 0).sort((a, b) => a - b);

test('balanced: every image counts exactly once, every batch has one image per class, whatever the class counts', () => {
  fc.assert(
    fc.property(labelsArbitrary(), fc.nat(), fc.nat({ max: 5 }), (data, seed, arrangement) => {
      const plan = balancedTestBatches({ ...data, seed, arrangement });
      expect(countedImages(plan)).toEqual([...data.labels.keys()]);
      for (const counts of classHistogram(plan, data))
        expect(counts.every((count) => count === 1)).toBe(true);
    }),
  );
});

test('balanced with fewer classes per batch still counts every image exactly once', () => {
  fc.assert(
    fc.property(labelsArbitrary(), fc.nat(), (data, seed) => {
      const plan = balancedTestBatches({ ...data, seed }, { classesPerBatch: 2 });
      expect(countedImages(plan)).toEqual([...data.labels.keys()]);
      for (const counts of classHistogram(plan, data))
        expect(counts.filter((count) => count > 0)).toHaveLength(2);
    }),
  );
});

test('two hundred classes, fifty at a time', () => {
  const labels = Uint16Array.from({ length: 600 }, (_, image) => image % 200);
  const plan = balancedTestBatches({ labels, classes: 200, seed: 1 }, { classesPerBatch: 50 });
  expect(countedImages(plan)).toEqual([...labels.keys()]);
  expect(classHistogram(plan, { labels, classes: 200 }).every((counts) => Math.max(...counts) === 1)).toBe(
    true,
  );
});

test('another arrangement gives other batchmates', () => {
  const labels = Uint16Array.from({ length: 100 }, (_, image) => image % 10);
  const [first, second] = [0, 1].map((arrangement) =>
    balancedTestBatches({ labels, classes: 10, seed: 1, arrangement }),
  );
  expect(first?.indices).not.toEqual(second?.indices);
});

test('random: every image counts exactly once in full batches', () => {
  fc.assert(
    fc.property(labelsArbitrary(), fc.nat(), fc.integer({ min: 1, max: 12 }), (data, seed, batchSize) => {
      const plan = randomTestBatches({ ...data, seed }, { batchSize });
      expect(countedImages(plan)).toEqual([...data.labels.keys()]);
      expect(plan.indices.length % batchSize).toBe(0);
    }),
  );
});

test('in order: the last batch is smaller', () => {
  const plan = testBatchesInOrder(7, { batchSize: 3 });
  expect([0, 1, 2].map((batch) => [...batchOf(plan, batch)])).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

test('a stream: the last batch begins with the images just before it, which do not count', () => {
  const plan = streamTestBatches(7, { batchSize: 3 });
  expect([0, 1, 2].map((batch) => [...batchOf(plan, batch)])).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [4, 5, 6],
  ]);
  expect(countedOf(plan, 2)).toEqual(Uint8Array.of(0, 0, 1));
  expect(streamTestBatches(6, { batchSize: 3 }).counted).toBeUndefined();
});

test('a stream of fewer images than a batch goes round', () => {
  const plan = streamTestBatches(2, { batchSize: 5 });
  expect(plan.indices).toEqual(Uint32Array.of(1, 0, 1, 0, 1));
  expect(plan.counted).toEqual(Uint8Array.of(0, 0, 0, 1, 1));
});

test('sorted: class after class, in the order of the split within each, filled like a stream', () => {
  const plan = sortedTestBatches({ labels: Uint16Array.of(3, 0, 1, 0, 3), classes: 4 }, { batchSize: 2 });
  expect([0, 1, 2].map((batch) => [...batchOf(plan, batch)])).toEqual([
    [1, 3],
    [2, 0],
    [0, 4],
  ]);
  expect(plan.counted).toEqual(Uint8Array.of(1, 1, 1, 1, 0, 1));
  expect(() => sortedTestBatches({ labels: Uint16Array.of(4), classes: 4 }, { batchSize: 1 })).toThrow(
    'label of image 0: expected a class index below 4',
  );
});

test('the order of test images is the shuffle of the stream that seed and arrangement name', () => {
  const labels = Uint16Array.of(0, 0, 0, 0, 1, 1, 1);
  const request = { labels, classes: 2, seed: 8 };
  const order =
    (...key: (string | number)[]) =>
    (images: number[]) =>
      shuffle(images, randomStream(8, ...key));
  for (const [arrangement, given] of [
    [3, { ...request, arrangement: 3 }],
    [0, request],
  ] as const) {
    const all = order('cover/random', arrangement)([0, 1, 2, 3, 4, 5, 6]);
    expect(randomTestBatches(given, { batchSize: 4 })).toEqual({
      indices: Uint32Array.of(...all, all[0]!),
      offsets: Uint32Array.of(0, 4, 8),
      counted: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0),
    });
    const [many, few] = [
      order('cover/balanced', arrangement, 'class', 0)([0, 1, 2, 3]).reverse(),
      order('cover/balanced', arrangement, 'class', 1)([4, 5, 6]).reverse(),
    ];
    const plan = balancedTestBatches(given);
    expect([...plan.indices].slice(0, 7)).toEqual(
      [0, 1, 2].flatMap((k) => [many[k]!, few[k]!]).concat(many[3]!),
    );
    expect(plan.counted).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0));
  }
});

test('two images of each class in a batch: six and three images make three batches', () => {
  const labels = Uint16Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1);
  const plan = balancedTestBatches({ labels, classes: 2, seed: 8 }, { samplesPerClass: 2 });
  expect(plan.offsets).toEqual(Uint32Array.of(0, 4, 8, 12));
  expect(plan.counted).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0));
});
