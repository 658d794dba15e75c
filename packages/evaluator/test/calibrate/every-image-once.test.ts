import { balanced, batchCount, batchOf, planOf, standard, type BatchPlan } from '@batchmates/batching';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyImageOnce } from '../../src/calibrate/every-image-once.ts';

const plan = (...batches: number[][]): BatchPlan =>
  planOf(batches.map((images) => images.map((image) => ({ image, counts: true }))));

const lists = (of: BatchPlan): number[][] =>
  Array.from({ length: batchCount(of) }, (_, batch) => [...batchOf(of, batch)]);

const whole = { batchSize: 3, seed: 0 };

describe('everyImageOnce', () => {
  it('leaves a plan that shows every image once as it is', () => {
    const given = plan([4, 0, 2], [1, 5, 3]);
    expect(everyImageOnce(given, { ...whole, images: 6 })).toEqual(given);
  });

  it('adds what the plan leaves out', () => {
    const [first, second, ...others] = lists(everyImageOnce(plan([4, 0, 2]), { ...whole, images: 8 }));
    expect(first).toEqual([4, 0, 2]);
    expect([...second!, ...others.flat()].toSorted()).toEqual([1, 3, 5, 6, 7]);
    expect(others.map(({ length }) => length)).toEqual([2]);
  });

  it('takes batches with repeats apart, within a batch and between batches', () => {
    const given = plan([4, 0, 2], [1, 1, 3], [0, 5, 6], [7, 8, 9]);
    const [first, second, ...others] = lists(everyImageOnce(given, { ...whole, images: 10 }));
    expect([first, second]).toEqual([
      [4, 0, 2],
      [7, 8, 9],
    ]);
    // 1, 3, 5, 6: a single image would be normalised by itself, so it joins the others.
    expect(others.map((images) => images.toSorted())).toEqual([[1, 3, 5, 6]]);
  });

  it('gives no batch to fillers', () => {
    const counts = (image: number) => ({ image, counts: true });
    const given = planOf([[counts(0), counts(1), { image: 0, counts: false }]]);
    const once = everyImageOnce(given, { ...whole, images: 2 });
    expect(lists(once).map((images) => images.toSorted())).toEqual([[0, 1]]);
    expect(once.counted).toBeUndefined();
  });

  it('holds every image once, whatever strategy, sizes and classes', () => {
    const labels = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 60 });
    const remainder = fc.constantFrom('drop' as const, 'wrap' as const);
    fc.assert(
      fc.property(labels, remainder, fc.integer({ min: 1, max: 9 }), fc.nat(), (some, rest, most, seed) => {
        // Every class has an image.
        const all = Uint16Array.from([0, 1, 2, 3, ...some]);
        // A batch that is filled up holds no image twice.
        const size = rest === 'wrap' ? Math.min(most, all.length) : most;
        const request = { labels: all, classes: 4, seed, epoch: 0 };
        const plans = [
          {
            made: standard.plan({ ...request, batchSize: size }, { world: 1, rank: 0, remainder: rest }),
            size,
          },
          {
            made: balanced.plan(
              { ...request, batchSize: 4 },
              { world: 1, rank: 0, remainder: rest, samplesPerClass: 1 },
            ),
            size: 4,
          },
        ];
        for (const { made, size: batchSize } of plans) {
          const once = everyImageOnce(made, { images: all.length, batchSize, seed });
          expect([...once.indices].toSorted((a, b) => a - b)).toEqual(Array.from(all, (_, image) => image));
          for (const { length } of lists(once)) {
            expect(length).toBeGreaterThan(0);
            expect(length).toBeLessThan(1.5 * batchSize);
          }
        }
      }),
    );
  });
});
