import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balanced,
  compositionAgainstChance,
  planEpoch,
  planOf,
  repeatsOf,
  standard,
  structureOf,
  type BatchPlan,
} from '../src/index.ts';

const plan = (...batches: (readonly number[])[]) =>
  planOf(batches.map((images) => images.map((image) => ({ image, counts: true }))));

/** `perClass` images of each class, class after class. */
const labelled = (classes: number, perClass: number) => ({
  labels: Uint32Array.from({ length: classes * perClass }, (_, image) => Math.floor(image / perClass)),
  classes,
});

const request = ({ labels, classes }: ReturnType<typeof labelled>, batchSize: number, epoch = 0) => ({
  labels: Uint16Array.from(labels),
  classes,
  batchSize,
  seed: 3,
  epoch,
});

const choice = { stepsPerEpoch: 'batching', epochs: 1 } as const;

const randomPlan = (of: ReturnType<typeof labelled>, batchSize: number, epoch = 0): BatchPlan =>
  planEpoch(request(of, batchSize, epoch), {
    ...choice,
    strategy: standard,
    options: standard.options.parse({}),
  });

const balancedPlanOf = (of: ReturnType<typeof labelled>): BatchPlan =>
  planEpoch(request(of, of.classes), { ...choice, strategy: balanced, options: balanced.options.parse({}) });

describe('against chance', () => {
  test('figures counted by hand', () => {
    const labels = Uint32Array.of(0, 0, 1, 1, 2);
    const { distinctClasses, sameClassPairs, lackingBatches, sameClassNeighbours } = compositionAgainstChance(
      [plan([0, 1, 2], [3, 4])],
      { labels, classes: 3 },
    );
    expect(distinctClasses.observed).toBe((2 + 2) / 2);
    expect(sameClassPairs.observed).toBe((1 + 0) / 2);
    expect(lackingBatches.observed).toBe(1);
    expect(sameClassNeighbours.observed).toBe(2 / 4);
    // Two of five places share a class with probability (2 + 2) / 20.
    expect(sameClassPairs.expected).toBeCloseTo((0.2 * 3 + 0.2 * 1) / 2, 12);
    expect(sameClassNeighbours.expected).toBeCloseTo(0.2, 12);
    // Of 10 threes, class 0 (and 1) is absent from 1, class 2 from 4; of 10 pairs, from 3 and 6.
    expect(distinctClasses.expected).toBeCloseTo((3 - 0.6 + (3 - 1.2)) / 2, 12);
  });

  test('balanced batches lie outside of the range of each figure, random ones within', () => {
    const of = labelled(10, 40);
    const even = compositionAgainstChance([balancedPlanOf(of)], of);
    expect(even.distinctClasses).toMatchObject({ observed: 10 });
    expect(even.distinctClasses.range[1]).toBeLessThan(7);
    expect(even.sameClassPairs).toMatchObject({ observed: 0 });
    expect(even.sameClassPairs.range[0]).toBeGreaterThan(3);
    expect(even.lackingBatches).toMatchObject({ observed: 0 });
    const random = compositionAgainstChance([randomPlan(of, 10), randomPlan(of, 10, 1)], of);
    for (const figure of ['distinctClasses', 'sameClassPairs', 'sameClassNeighbours'] as const) {
      const { observed, expected, range } = random[figure];
      expect(observed).toBeGreaterThanOrEqual(range[0]);
      expect(observed).toBeLessThanOrEqual(range[1]);
      expect(expected).toBeGreaterThan(range[0]);
      expect(expected).toBeLessThan(range[1]);
    }
  });

  test('the formulas are the means of shuffles', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { minLength: 12, maxLength: 60 }),
        fc.integer({ min: 2, max: 12 }),
        (classes, size) => {
          const labels = Uint32Array.from(classes);
          const indices = [...labels.keys()];
          const batches = Array.from({ length: Math.ceil(indices.length / size) }, (_, batch) =>
            indices.slice(batch * size, (batch + 1) * size),
          );
          const { distinctClasses, sameClassPairs } = compositionAgainstChance([plan(...batches)], {
            labels,
            classes: 6,
          });
          for (const { expected, range } of [distinctClasses, sameClassPairs]) {
            expect(expected).toBeGreaterThanOrEqual(range[0] - 1e-9);
            expect(expected).toBeLessThanOrEqual(range[1] + 1e-9);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the same seed, the same ranges; no batches, no figures', () => {
    const of = labelled(4, 20);
    const random = randomPlan(of, 8);
    expect(compositionAgainstChance([random], { ...of, seed: 5 })).toEqual(
      compositionAgainstChance([random], { ...of, seed: 5 }),
    );
    expect(compositionAgainstChance([plan()], of).distinctClasses).toEqual({
      observed: 0,
      expected: 0,
      range: [0, 0],
      extremes: [0, 0],
    });
  });
});

describe('the rule of batches', () => {
  const of = labelled(4, 6);
  test.each([
    [
      'one of each class',
      [
        [0, 6, 12, 18],
        [1, 7, 13, 19],
      ],
      { kind: 'classes by images', classes: 4, perClass: 1, every: true },
    ],
    [
      'two of two classes',
      [
        [0, 1, 6, 7],
        [12, 13, 18, 19],
      ],
      { kind: 'classes by images', classes: 2, perClass: 2, every: false },
    ],
    [
      'the last one smaller',
      [
        [0, 6, 12],
        [1, 7, 13],
        [18, 19],
      ],
      { kind: 'classes by images', classes: 3, perClass: 1, every: false },
    ],
    [
      'class after class',
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7],
      ],
      { kind: 'one class', sorted: true },
    ],
    [
      'one class, back and forth',
      [
        [0, 1],
        [6, 7, 8],
        [2, 3],
      ],
      { kind: 'one class', sorted: false },
    ],
    [
      'sorted, across classes',
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 12],
      ],
      { kind: 'none', sorted: true },
    ],
    ['one by one', [[0], [6], [1]], { kind: 'single images' }],
    [
      'no rule',
      [
        [0, 6, 1],
        [7, 12, 18],
      ],
      { kind: 'none', sorted: false },
    ],
    [
      'two rules',
      [
        [0, 6],
        [1, 2],
      ],
      { kind: 'none', sorted: false },
    ],
    ['nothing', [], { kind: 'none', sorted: false }],
  ])('%s', (_, batches, structure) => {
    expect(structureOf([plan(...batches)], of)).toEqual(structure);
  });

  test('holds for all epochs or for none', () => {
    const even = plan([0, 6, 12, 18]);
    expect(structureOf([even, plan([1, 7, 2, 13])], of)).toEqual({ kind: 'none', sorted: false });
    expect(structureOf([even, even], of)).toMatchObject({ every: true });
  });
});

test('repeats within a batch and across batches are told apart', () => {
  expect(repeatsOf(plan([0, 1, 0], [2, 3], [3, 1, 4, 4]))).toEqual({
    images: 5,
    inSeveralBatches: 2,
    batchesWithRepeats: 2,
    firstBatch: 0,
  });
  expect(repeatsOf(plan([0, 1], [2]))).toEqual({ images: 3, inSeveralBatches: 0, batchesWithRepeats: 0 });
});
