import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { BatchPlan } from '../batch-plan.ts';
import type { BatchingStrategy, PlanRequest } from '../strategy.ts';
import { expectComposition } from './expect-composition.ts';
import { labelsArbitrary, smallestClass } from './labels-arbitrary.ts';

/** A strategy, and the requests to check its laws on. */
export interface StrategyLaws<Options extends z.ZodObject> {
  readonly strategy: BatchingStrategy<Options>;
  /** Batch sizes and options (before parsing) that fit a data set of so many classes and images; `smallest`: images of its smallest class. */
  readonly settings: (shape: {
    readonly classes: number;
    readonly images: number;
    readonly smallest: number;
  }) => fc.Arbitrary<{ readonly batchSize: number; readonly options: z.input<Options> }>;
  /** Whether epochs differ. */
  readonly reshuffles: boolean;
}

/**
 * The laws of every batching strategy, as property tests: equal arguments give equal plans, offsets grow to the
 * number of indices, indices are below the number of images, no image counts twice, and every batch is of the declared
 * composition.
 */
export function strategyLaws<Options extends z.ZodObject>({
  strategy,
  settings,
  reshuffles,
}: StrategyLaws<Options>): void {
  const cases = labelsArbitrary().chain((data) =>
    fc
      .record({
        settings: settings({
          classes: data.classes,
          images: data.labels.length,
          smallest: smallestClass(data),
        }),
        seed: fc.integer(),
        epoch: fc.nat({ max: 50 }),
      })
      .map(({ settings: { batchSize, options }, ...others }) => ({
        request: { ...data, ...others, batchSize },
        options,
      })),
  );
  const check = (law: (plan: BatchPlan, request: PlanRequest, options: z.output<Options>) => void) => {
    fc.assert(
      fc.property(cases, ({ request, options: raw }) => {
        const parsed = strategy.options.parse(raw);
        law(strategy.plan(request, parsed), request, parsed);
      }),
    );
  };

  test('equal arguments give equal plans', () => {
    check((plan, request, options) => expect(strategy.plan(request, options)).toEqual(plan));
  });

  test('offsets grow from 0 to the number of indices, and every index is an image', () => {
    check((plan, { labels }) => {
      expect(plan.offsets[0]).toBe(0);
      expect(plan.offsets.at(-1)).toBe(plan.indices.length);
      for (let batch = 1; batch < plan.offsets.length; batch++) {
        expect(plan.offsets[batch]).toBeGreaterThan(plan.offsets[batch - 1]!);
      }
      expect([...plan.indices].every((image) => image < labels.length)).toBe(true);
    });
  });

  test('no image counts twice', () => {
    check((plan) => {
      const counted = [...plan.indices].filter((_, place) => plan.counted?.[place] !== 0);
      expect(new Set(counted).size).toBe(counted.length);
    });
  });

  test('every batch is of the declared composition', () => {
    check((_plan, request, options) => {
      const { classes, labels } = request;
      expectComposition(strategy.composition(options, { classes }), {
        labels,
        classes,
        plan: (other) => strategy.plan({ ...request, labels: other }, options),
      });
    });
  });

  test(reshuffles ? 'epochs differ' : 'epochs are alike', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, image) => image % 3);
    const [sample] = fc.sample(settings({ classes: 3, images: 60, smallest: 20 }), {
      numRuns: 1,
      seed: 1,
    });
    const { batchSize, options } = sample!;
    const plan = (epoch: number) =>
      strategy.plan({ labels, classes: 3, batchSize, seed: 1, epoch }, strategy.options.parse(options));
    if (reshuffles) expect(plan(1).indices).not.toEqual(plan(0).indices);
    else expect(plan(1)).toEqual(plan(0));
  });
}
