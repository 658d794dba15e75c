import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/page/state/answered-batch.ts';
import { confidentBatch, weakImages } from '../../../src/page/state/alone-answers.ts';
import { makeScene } from '../../../src/page/state/make-scene.ts';
import { countMissing, missingClasses, traceStep } from '../../../src/page/state/scene-trace.ts';
import { batchesOf, changedSeats, type Scene } from '../../../src/page/state/scenes.ts';

/** Four classes with three images each. */
const shelf = { labels: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], classes: 4 };
const base = [0, 3, 6, 9];

const labelsOf = (batch: readonly number[]) => batch.map((picture) => shelf.labels[picture]);

describe('circulate', () => {
  const scene: Scene = { kind: 'circulate', base, weak: 5 };

  it('puts the weak image into every place in turn, as in Figure 4', () => {
    const [first, ...steps] = batchesOf(scene, shelf);
    expect(first).toEqual(base);
    expect(steps).toEqual([
      [5, 3, 6, 9],
      [0, 5, 6, 9],
      [0, 3, 5, 9],
      [0, 3, 6, 5],
    ]);
    expect(steps.map((batch) => changedSeats(scene, batch))).toEqual([[0], [1], [2], [3]]);
  });

  it('leaves one class out at each step: that of the image whose place is taken', () => {
    const missing = batchesOf(scene, shelf).map((batch) => missingClasses(scene, batch, shelf));
    expect(missing).toEqual([[], [0], [1], [2], [3]]);
  });

  it('reads from the answers whether the weak image was given the missing class', () => {
    const pane = (predicted: number): Answer[] =>
      base.map((_, seat) => ({ predicted: seat === 2 ? predicted : 0, confidence: 0.5 }));
    const step = traceStep(
      scene,
      {
        seats: [0, 3, 5, 9],
        panes: [
          {
            statistics: 'batch',
            networks: [
              { name: 'standard', answers: pane(1) },
              { name: 'balanced', answers: pane(2) },
            ],
          },
        ],
      },
      shelf,
    )!;
    expect(step.missing).toEqual([2]);
    expect(countMissing([step], 'standard')).toEqual({ missing: 0, answers: 1 });
    expect(countMissing([step, step], 'balanced')).toEqual({ missing: 2, answers: 2 });
    // In the place of its own class the right answer is no sign of the batch.
    expect(step.labels).toEqual([1]);
    const own = { ...step, missing: [1] };
    expect(countMissing([own, step], 'standard')).toEqual({ missing: 0, answers: 1 });
  });
});

describe('circulate in a batch with two images of each class', () => {
  const scene: Scene = { kind: 'circulate', base: [0, 3, 6, 9, 1, 4, 7, 10], weak: 5 };

  it('takes every place, and no class is missing, so that no answer names one', () => {
    const batches = batchesOf(scene, shelf);
    expect(batches).toHaveLength(9);
    expect(batches.flatMap((batch) => missingClasses(scene, batch, shelf))).toEqual([]);
    const answers = [{ predicted: 2, confidence: 0.5 }];
    const step = { missing: [], labels: [1], networks: [{ name: 'standard', answers }] };
    expect(countMissing([step, step], 'standard')).toEqual({ missing: 0, answers: 0 });
  });
});

describe('the other scenes', () => {
  it('two weak images take neighbouring places: two classes are missing', () => {
    const scene: Scene = { kind: 'two-weak', base, weak: 5, other: 11 };
    const [, ...steps] = batchesOf(scene, shelf);
    expect(steps).toEqual([
      [5, 11, 6, 9],
      [0, 5, 11, 9],
      [0, 3, 5, 11],
      [11, 3, 6, 5],
    ]);
    expect(steps.map((batch) => missingClasses(scene, batch, shelf))).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 3],
    ]);
  });

  it('a removed class gives way to one more image of the next, and the batch keeps its size', () => {
    const after = (label: number) => labelsOf(batchesOf({ kind: 'remove-class', base, label }, shelf)[1]!);
    expect(after(1)).toEqual([0, 2, 2, 3]);
    expect(after(3)).toEqual([0, 1, 2, 0]);
  });

  it('one class takes place after place', () => {
    const batches = batchesOf({ kind: 'one-class', base, label: 2 }, shelf);
    expect(batches.map(labelsOf)).toEqual([
      [0, 1, 2, 3],
      [2, 1, 2, 3],
      [2, 2, 2, 3],
      [2, 2, 2, 2],
    ]);
  });

  it('a random batch has no image twice, and its seed names it', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (seed) => {
        const batch = batchesOf({ kind: 'random', base, seed }, shelf)[1]!;
        expect(batch).toHaveLength(4);
        expect(new Set(batch).size).toBe(4);
        expect(batchesOf({ kind: 'random', base, seed }, shelf)[1]).toEqual(batch);
      }),
    );
    const drawn = Array.from({ length: 50 }, (_, seed) =>
      batchesOf({ kind: 'random', base, seed }, shelf)[1]!.join('.'),
    );
    expect(new Set(drawn).size).toBeGreaterThan(40);
  });
});

describe('weak images and confident batches', () => {
  const right = (confidence: number) => (picture: number) => ({
    predicted: shelf.labels[picture]!,
    confidence,
  });
  const answers = (one: (picture: number) => Answer, wrong: Readonly<Record<number, Answer>>) =>
    shelf.labels.map((_, picture) => wrong[picture] ?? one(picture));
  const alone = [
    answers(right(0.9), {
      1: { predicted: 3, confidence: 0.8 },
      4: { predicted: 0, confidence: 0.6 },
      7: { predicted: 2, confidence: 0.99 },
    }),
    answers(right(0.9), {
      4: { predicted: 0, confidence: 0.5 },
      5: { predicted: 2, confidence: 0.4 },
      7: { predicted: 2, confidence: 0.98 },
    }),
  ];

  it('are those that most networks answer wrong, the least sure first', () => {
    expect(weakImages(alone, shelf)).toEqual([4, 5, 1]);
  });

  it('a confident batch is of the surest right images, one of every class or more', () => {
    expect(confidentBatch(alone, { shelf })).toEqual([0, 3, 7, 9]);
    expect(confidentBatch(alone, { shelf, count: 6 })).toEqual([0, 3, 7, 9, 2, 4]);
    expect(confidentBatch(alone, { shelf, count: 2 })).toEqual([0, 3]);
    expect(new Set(confidentBatch(alone, { shelf, count: 12 })).size).toBe(12);
  });

  it('scenes circulate another weak image each time, and none where no image is weak', () => {
    const make = (round: number) => makeScene({ kind: 'circulate', alone, shelf, seats: 4, label: 0, round });
    expect([0, 1, 2, 3].map((round) => make(round))).toMatchObject([
      { weak: 4 },
      { weak: 5 },
      { weak: 1 },
      { weak: 4 },
    ]);
    const sure = [answers(right(0.9), {})];
    expect(
      makeScene({ kind: 'circulate', alone: sure, shelf, seats: 4, label: 0, round: 0 }),
    ).toBeUndefined();
    expect(makeScene({ kind: 'two-weak', alone: sure, shelf, seats: 4, label: 0, round: 0 })).toBeUndefined();
    expect(makeScene({ kind: 'random', alone: sure, shelf, seats: 4, label: 0, round: 7 })).toMatchObject({
      seed: 7,
    });
  });
});
