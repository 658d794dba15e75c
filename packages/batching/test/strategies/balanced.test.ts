import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanced, batchCount, classHistogram, meetings } from '../../src/index.ts';
import { labelsArbitrary, strategyLaws } from '../../src/testing/index.ts';

const remainders = fc.constantFrom('drop' as const, 'wrap' as const);
const settings = ({ classes }: { classes: number }) =>
  fc
    .record({
      samplesPerClass: fc.integer({ min: 1, max: 3 }),
      classesPerBatch: fc.integer({ min: 1, max: classes }),
      remainder: remainders,
    })
    .map((options) => ({ options, batchSize: options.samplesPerClass * options.classesPerBatch }));

describe('balanced', () => strategyLaws({ strategy: balanced, settings, reshuffles: true }));

test('every batch has exactly samplesPerClass of each of its classesPerBatch classes', () => {
  const cases = labelsArbitrary().chain((data) => settings(data).map((chosen) => ({ data, chosen })));
  fc.assert(
    fc.property(cases, fc.nat(), ({ data, chosen }, seed) => {
      const { batchSize, options } = chosen;
      const plan = balanced.plan({ ...data, batchSize, seed, epoch: 0 }, { rank: 0, world: 1, ...options });
      for (const counts of classHistogram(plan, data)) {
        expect([...counts].filter((count) => count > 0)).toEqual(
          Array.from({ length: options.classesPerBatch }, () => options.samplesPerClass),
        );
      }
    }),
  );
});

test('with equal classes every image occurs exactly once an epoch, in whatever grouping', () => {
  fc.assert(
    fc.property(
      fc.record({
        classes: fc.integer({ min: 2, max: 8 }),
        perClass: fc.integer({ min: 1, max: 6 }),
        seed: fc.nat(),
      }),
      fc.nat(),
      ({ classes, perClass, seed }, pick) => {
        const divisors = Array.from({ length: classes }, (_, k) => k + 1).filter((k) => classes % k === 0);
        const classesPerBatch = divisors[pick % divisors.length] ?? 1;
        const labels = Uint16Array.from({ length: classes * perClass }, (_, image) => image % classes);
        const plan = balanced.plan(
          { labels, classes, batchSize: classesPerBatch, seed, epoch: 0 },
          {
            samplesPerClass: 1,
            classesPerBatch,
            remainder: 'error',
            rank: 0,
            world: 1,
          },
        );
        expect([...plan.indices].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        expect(plan.counted).toBeUndefined();
      },
    ),
  );
});

const byClass = (counts: readonly number[]) => ({
  labels: Uint16Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label))),
  classes: counts.length,
});

test('wrapping uses every image and marks what it draws again; dropping uses none twice', () => {
  const data = byClass([5, 2, 3]);
  const request = { ...data, batchSize: 3, seed: 1, epoch: 0 };
  const shared = { samplesPerClass: 1, rank: 0, world: 1 };
  const wrapped = balanced.plan(request, { ...shared, remainder: 'wrap' });
  expect(batchCount(wrapped)).toBe(5);
  expect(new Set(wrapped.indices).size).toBe(10);
  expect([...(wrapped.counted ?? [])].filter((flag) => flag === 1)).toHaveLength(10);
  const dropped = balanced.plan(request, { ...shared, remainder: 'drop' });
  expect(batchCount(dropped)).toBe(2);
  expect(new Set(dropped.indices).size).toBe(6);
});

test('no image keeps its batchmates from epoch to epoch', () => {
  const data = byClass(Array.from({ length: 10 }, () => 100));
  const chosen = { samplesPerClass: 1, remainder: 'error', rank: 0, world: 1 } as const;
  const plans = [0, 1].map((epoch) => balanced.plan({ ...data, batchSize: 10, seed: 1, epoch }, chosen));
  const [between] = meetings(plans);
  // 4500 pairs, each meets again with probability 1/100: 45 expected, standard deviation below 7.
  expect(between?.pairs).toBe(4500);
  expect(between?.again).toBeGreaterThan(10);
  expect(between?.again).toBeLessThan(80);
});

test.each([
  [
    { batchSize: 9 },
    'option batchSize under balanced batching: expected 10 (1 per class, 10 classes), received 9; ' +
      'change batchSize, samplesPerClass or classesPerBatch',
  ],
  [
    { batchSize: 11, classesPerBatch: 11 },
    'option classesPerBatch: expected at most the 10 classes there are, received 11',
  ],
])('refuses %o', ({ batchSize, ...wrong }, message) => {
  const data = byClass(Array.from({ length: 10 }, () => 2));
  const chosen = balanced.options.parse(wrong);
  expect(() => balanced.plan({ ...data, batchSize, seed: 0, epoch: 0 }, chosen)).toThrow(message);
});

test('refuses classes that do not come out even, an empty class and a label without a class', () => {
  const chosen = balanced.options.parse({ remainder: 'error' });
  const plan = (labels: number[]) =>
    balanced.plan({ labels: Uint16Array.from(labels), classes: 2, batchSize: 2, seed: 0, epoch: 0 }, chosen);
  expect(() => plan([0, 0, 1])).toThrow(/equally many images of every class.*received 1 to 2 per class/);
  expect(() => plan([0, 0])).toThrow(/at least one image of every class, received none of class 1/);
  expect(() => plan([0, 1, 2])).toThrow(/label of image 2: expected a class index below 2, received 2/);
});
