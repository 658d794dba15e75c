import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, shuffle } from '@batchmates/random';
import { balanced, batchCount, batchOf, classHistogram, meetings, placesOf } from '../../src/index.ts';
import { labelsArbitrary, smallestClass, strategyLaws } from '../../src/testing/index.ts';

const remainders = fc.constantFrom('drop' as const, 'wrap' as const);
const settings = ({ classes, smallest }: { classes: number; smallest: number }) =>
  fc
    .record({
      samplesPerClass: fc.integer({ min: 1, max: Math.min(3, smallest) }),
      classesPerBatch: fc.integer({ min: 1, max: classes }),
      remainder: remainders,
    })
    .map((options) => ({ options, batchSize: options.samplesPerClass * options.classesPerBatch }));

describe('balanced', () => strategyLaws({ strategy: balanced, settings, reshuffles: true }));

const byClass = (counts: readonly number[]) => ({
  labels: Uint16Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label))),
  classes: counts.length,
});

/** The same in up to three groups; a class must have images for all of them. */
const inGroups = (shape: { classes: number; smallest: number }) =>
  settings(shape).chain(({ options, batchSize }) =>
    fc
      .integer({ min: 1, max: Math.min(3, Math.floor(shape.smallest / options.samplesPerClass)) })
      .map((groupsPerBatch) => ({
        options: { ...options, groupsPerBatch },
        batchSize: batchSize * groupsPerBatch,
      })),
  );

describe('balanced in groups', () =>
  strategyLaws({ strategy: balanced, settings: inGroups, reshuffles: true }));

test('in groups: each is balanced, no image is in a batch twice, and wrapping shows every image', () => {
  const cases = labelsArbitrary().chain((data) =>
    inGroups({ ...data, smallest: smallestClass(data) }).map((chosen) => ({ data, chosen })),
  );
  fc.assert(
    fc.property(cases, fc.nat(), ({ data, chosen }, seed) => {
      const { batchSize, options } = chosen;
      const { samplesPerClass, classesPerBatch, groupsPerBatch, remainder } = options;
      const plan = balanced.plan({ ...data, batchSize, seed, epoch: 0 }, { rank: 0, world: 1, ...options });
      for (let batch = 0; batch < batchCount(plan); batch++) {
        const images = [...batchOf(plan, batch)];
        expect(new Set(images).size).toBe(batchSize);
        for (let group = 0; group < groupsPerBatch; group++) {
          const size = samplesPerClass * classesPerBatch;
          const labels = images.slice(group * size, (group + 1) * size).map((image) => data.labels[image]!);
          expect(labels).toHaveLength(size);
          expect(new Set(labels).size).toBe(classesPerBatch);
          for (const label of labels)
            expect(labels.filter((other) => other === label)).toHaveLength(samplesPerClass);
        }
      }
      if (remainder === 'wrap') expect(new Set(plan.indices).size).toBe(data.labels.length);
    }),
  );
});

test('one group is no group: the same plan', () => {
  const data = byClass([7, 5, 6]);
  const plan = (options: object) =>
    balanced.plan({ ...data, batchSize: 3, seed: 1, epoch: 2 }, balanced.options.parse(options));
  expect(plan({ groupsPerBatch: 1 })).toEqual(plan({}));
});

describe('groups that fill no batch', () => {
  const data = byClass([5, 5]);
  const plan = (options: object, batchSize = 4) =>
    balanced.plan(
      { ...data, batchSize, seed: 1, epoch: 0 },
      balanced.options.parse({ groupsPerBatch: 2, ...options }),
    );

  test('are joined by another, left out, or an error', () => {
    expect(batchCount(plan({ remainder: 'wrap' }))).toBe(3);
    expect(batchCount(plan({ remainder: 'drop' }))).toBe(2);
    expect(() => plan({ remainder: 'error' })).toThrow(
      'option groupsPerBatch: expected a divisor of the 5 groups of an epoch, received 2; or set remainder to drop or wrap',
    );
  });

  test('a batch size or a number of groups that does not fit is refused', () => {
    expect(() => plan({}, 2)).toThrow(
      'option batchSize under balanced batching: expected 4 (1 per class, 2 classes, 2 groups), received 2; ' +
        'change batchSize, samplesPerClass, classesPerBatch or groupsPerBatch',
    );
    expect(() => plan({ groupsPerBatch: 6 }, 12)).toThrow(
      'option groupsPerBatch: expected batches of at most 5 images of class 0, which it has, as an image is in a batch only once, received 6; ' +
        'lower groupsPerBatch or add images of that class',
    );
  });
});

test('every batch has exactly samplesPerClass of each of its classesPerBatch classes', () => {
  const cases = labelsArbitrary().chain((data) =>
    settings({ ...data, smallest: smallestClass(data) }).map((chosen) => ({ data, chosen })),
  );
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

describe('how many batches an epoch has', () => {
  const batches = (counts: number[], samplesPerClass: number, remainder: 'drop' | 'wrap' | 'error') => {
    const data = byClass(counts);
    const request = { ...data, batchSize: samplesPerClass * counts.length, seed: 2, epoch: 0 };
    const plan = balanced.plan(request, { samplesPerClass, remainder, rank: 0, world: 1 });
    for (const counts of classHistogram(plan, data))
      expect(new Set(counts)).toEqual(new Set([samplesPerClass]));
    return batchCount(plan);
  };

  test.each([
    // Of seven and five images two at a time: four batches need eight of each, two can be filled.
    [[7, 5], 2, 'wrap', 4],
    [[7, 5], 2, 'drop', 2],
    [[6, 6], 3, 'error', 2],
    [[6, 6], 3, 'wrap', 2],
    [[6, 6], 3, 'drop', 2],
    [[1, 1], 3, 'drop', 0],
  ] as const)('%j images, %i of each class, %s: %i', (counts, samplesPerClass, remainder, expected) => {
    expect(batches([...counts], samplesPerClass, remainder)).toBe(expected);
  });

  test('a class with fewer images than samplesPerClass fills no batch', () => {
    expect(() => batches([4, 2, 3], 3, 'wrap')).toThrow(
      expect.objectContaining({
        code: 'batching/options',
        message:
          'option samplesPerClass: expected at most 2, the images of class 1, as an image is in a batch only once, received 3; lower samplesPerClass or add images of that class',
      }) as Error,
    );
  });

  test.each([
    [[4, 4], '4 to 4'],
    [[3, 6], '3 to 6'],
  ])('%j images of each class are not threes of all', (counts, received) => {
    expect(() => batches(counts, 3, 'error')).toThrow(
      expect.objectContaining({
        code: 'batching/options',
        message: `balanced batches: expected equally many images of every class, a multiple of 3, received ${received} per class; set remainder to drop or wrap`,
      }) as Error,
    );
  });
});

describe('no image is in a batch twice', () => {
  const cases = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }).chain((counts) =>
    fc.record({
      counts: fc.constant(counts),
      samplesPerClass: fc.integer({ min: 1, max: Math.min(...counts) }),
      classesPerBatch: fc.integer({ min: 1, max: counts.length }),
      remainder: remainders,
      world: fc.integer({ min: 1, max: 3 }),
      rank: fc.nat({ max: 2 }),
      seed: fc.integer(),
      epoch: fc.nat({ max: 20 }),
    }),
  );

  test('whatever the sizes of the classes, and every image counts once over all processes', () => {
    fc.assert(
      fc.property(cases, ({ counts, world, rank, seed, epoch, ...options }) => {
        const data = byClass(counts);
        const batchSize = options.samplesPerClass * options.classesPerBatch;
        const plan = (process: { rank: number; world: number }) =>
          balanced.plan({ ...data, batchSize, seed, epoch }, { ...options, ...process });
        for (const each of [plan({ rank: 0, world: 1 }), plan({ rank: rank % world, world })]) {
          for (let batch = 0; batch < batchCount(each); batch++) {
            expect(new Set(batchOf(each, batch)).size).toBe(batchSize);
          }
        }
        if (options.remainder === 'drop') return;
        const whole = plan({ rank: 0, world: 1 });
        const counted = [...whole.indices].filter((_, place) => whole.counted?.[place] !== 0);
        expect(counted.sort((a, b) => a - b)).toEqual([...data.labels.keys()]);
      }),
    );
  });

  test('two at a time of five: the third batch takes the last image and another of the next order', () => {
    for (let seed = 0; seed < 400; seed++) {
      const data = byClass([5, 5, 5]);
      const chosen = balanced.options.parse({ samplesPerClass: 2 });
      const plan = balanced.plan({ ...data, batchSize: 6, seed, epoch: 0 }, chosen);
      expect(batchCount(plan)).toBe(3);
      for (const batch of [0, 1, 2]) expect(new Set(batchOf(plan, batch)).size).toBe(6);
    }
  });
});

test('an image of a small class is repeated when all of its class had their turn, in turn, and does not count', () => {
  const data = byClass([9, 3]);
  const chosen = { samplesPerClass: 1, remainder: 'wrap', rank: 0, world: 1 } as const;
  const plan = balanced.plan({ ...data, batchSize: 2, seed: 4, epoch: 1 }, chosen);
  const small = Array.from({ length: 9 }, (_, batch) => placesOf(plan, batch)[1]!);
  expect(small.map(({ counts }) => counts)).toEqual([
    ...Array<boolean>(3).fill(true),
    ...Array<boolean>(6).fill(false),
  ]);
  for (const first of [0, 3, 6]) {
    const turn = small.slice(first, first + 3).map(({ image }) => image);
    expect(turn.toSorted((a, b) => a - b)).toEqual([9, 10, 11]);
  }
});

test('batches of all classes hold them in class order, each class shuffled by a stream of its own', () => {
  const data = byClass([2, 3, 3]);
  const chosen = { samplesPerClass: 1, remainder: 'drop', rank: 0, world: 1 } as const;
  const plan = balanced.plan({ ...data, batchSize: 3, seed: 5, epoch: 6 }, chosen);
  const images = [
    [0, 1],
    [2, 3, 4],
    [5, 6, 7],
  ].map((ofClass, label) => shuffle(ofClass, randomStream(5, 'batching/balanced', 6, 'class', label)));
  expect([0, 1].map((batch) => [...batchOf(plan, batch)])).toEqual([
    images.map((ofClass) => ofClass.at(-1)),
    images.map((ofClass) => ofClass.at(-2)),
  ]);
});

describe('fewer classes than there are', () => {
  const classesOf = (counts: number[], classesPerBatch: number, remainder: 'drop' | 'wrap' | 'error') => {
    const data = byClass(counts);
    const request = { ...data, batchSize: classesPerBatch, seed: 3, epoch: 0 };
    const plan = balanced.plan(request, {
      samplesPerClass: 1,
      classesPerBatch,
      remainder,
      rank: 0,
      world: 1,
    });
    return Array.from({ length: batchCount(plan) }, (_, batch) =>
      placesOf(plan, batch).map(({ image }) => data.labels[image]!),
    );
  };

  test('every class is in equally many batches, up to what the last one is filled with', () => {
    // Two rounds of five classes: ten places, two at a time five batches, three at a time three and a third.
    const even = classesOf([2, 2, 2, 2, 2], 2, 'error');
    expect(even).toHaveLength(5);
    expect(even.flat().sort()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect(classesOf([2, 2, 2, 2, 2], 3, 'drop')).toHaveLength(3);
    const wrapped = classesOf([2, 2, 2, 2, 2], 3, 'wrap');
    expect(wrapped).toHaveLength(4);
    expect(wrapped.flat().slice(0, 10).sort()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    for (const labels of wrapped) expect(new Set(labels).size).toBe(3);
  });

  test('which classes meet is random', () => {
    const met = classesOf(Array<number>(6).fill(20), 2, 'error').map((labels) => labels.toSorted().join());
    // Sixty batches of fifteen possible pairs.
    expect(new Set(met).size).toBeGreaterThan(10);
  });

  test('a last batch that is not full is an error when it has to be', () => {
    expect(() => classesOf([2, 2, 2, 2, 2], 3, 'error')).toThrow(
      expect.objectContaining({
        code: 'batching/options',
        message:
          'option classesPerBatch: expected a divisor of 10 groups of images, received 3; or set remainder to drop or wrap',
      }) as Error,
    );
  });
});

test('what is not told: one image of every class, images drawn again to use them all', () => {
  expect(balanced.options.parse({})).toEqual({ samplesPerClass: 1, remainder: 'wrap', rank: 0, world: 1 });
  const chosen = balanced.options.parse({ samplesPerClass: 3 });
  expect(balanced.composition(chosen, { classes: 4 })).toEqual({
    kind: 'balanced',
    samplesPerClass: 3,
    classesPerBatch: 4,
  });
});

test('balanced batches are shared among processes', () => {
  const data = byClass([4, 4]);
  const plan = (rank: number, world: number) =>
    balanced.plan(
      { ...data, batchSize: 2, seed: 1, epoch: 0 },
      { samplesPerClass: 1, remainder: 'error', rank, world },
    );
  const whole = plan(0, 1);
  expect([0, 1].map((batch) => [...batchOf(plan(1, 2), batch)])).toEqual(
    [1, 3].map((batch) => [...batchOf(whole, batch)]),
  );
});
