import { batchCount, batchOf, type BatchPlan } from '@batchmates/batching';
import { labelsArbitrary } from '@batchmates/batching/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { ArrangeRequest, Protocol } from '../protocol.ts';

/** What a protocol promises, to be checked. */
export interface ProtocolLaws<Options extends z.ZodObject> {
  readonly protocol: Protocol<Options>;
  /** Options that fit so many classes, before parsing. */
  readonly options: (shape: { readonly classes: number }) => fc.Arbitrary<z.input<Options>>;
  /** Whether every view meets another arrangement. */
  readonly shuffles: boolean;
}

/**
 * The laws of every protocol, as property tests: equal arguments give equal arrangements, every image counts
 * exactly once in a pass, and views are arranged alike or anew as the protocol says.
 */
export function protocolLaws<Options extends z.ZodObject>({
  protocol,
  options,
  shuffles,
}: ProtocolLaws<Options>): void {
  test('equal arguments give equal arrangements', () => {
    forEveryArrangement({ protocol, options }, ({ plan, again }) => expect(again()).toEqual(plan));
  });

  test('every image counts exactly once in a pass', () => {
    forEveryArrangement({ protocol, options }, ({ plan, request }) => {
      const counted = Array.from(plan.indices).filter((_, place) => plan.counted?.[place] !== 0);
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from(request.labels.keys()));
    });
  });

  test('batches follow one another and hold every place of the plan', () => {
    forEveryArrangement({ protocol, options }, ({ plan }) => {
      expect(plan.offsets[0]).toBe(0);
      expect(plan.offsets.at(-1)).toBe(plan.indices.length);
      const sizes = Array.from({ length: batchCount(plan) }, (_, batch) => batchOf(plan, batch).length);
      expect(sizes.every((size) => size > 0)).toBe(true);
    });
  });

  test(shuffles ? 'every view is arranged anew' : 'all views are arranged alike', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, image) => image % 3);
    const [raw] = fc.sample(options({ classes: 3 }), { numRuns: 1, seed: 1 });
    const plan = (view: number) =>
      protocol.arrange({ labels, classes: 3, seed: 1, view, rearrangement: 0 }, protocol.options.parse(raw));
    if (shuffles) expect(plan(1).indices).not.toEqual(plan(0).indices);
    else expect(plan(1)).toEqual(plan(0));
  });
}

/** An arrangement under test. */
export interface Arrangement {
  readonly plan: BatchPlan;
  readonly request: ArrangeRequest;
  /** Arranges once more with equal arguments. */
  again(): BatchPlan;
}

/** Checks a law on random labels, class counts, seeds, views and options. */
export function forEveryArrangement<Options extends z.ZodObject>(
  { protocol, options }: Pick<ProtocolLaws<Options>, 'protocol' | 'options'>,
  law: (arrangement: Arrangement) => void,
): void {
  const cases = labelsArbitrary().chain(({ labels, classes }) =>
    fc.record({
      request: fc.record({
        labels: fc.constant(labels),
        classes: fc.constant(classes),
        seed: fc.integer(),
        view: fc.nat({ max: 17 }),
        rearrangement: fc.constant(0),
      }),
      raw: options({ classes }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ request, raw }) => {
      const again = () => protocol.arrange(request, protocol.options.parse(raw));
      law({ plan: again(), request, again });
    }),
  );
}

/** Classes of every batch's images, fillers included. */
export function classesByBatch(plan: BatchPlan, labels: Uint16Array): number[][] {
  return Array.from({ length: batchCount(plan) }, (_, batch) =>
    Array.from(batchOf(plan, batch), (image) => labels[image] ?? -1),
  );
}
