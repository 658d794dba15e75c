import { batchCount, batchOf } from '@batchmates/batching';
import { expectComposition } from '@batchmates/batching/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { decide } from '../decide.ts';
import { forEveryArrangement, requestsArbitrary, type ProtocolUnderTest } from './for-every-arrangement.ts';

/**
 * The laws of every protocol, as property tests: equal arguments give equal arrangements and answers; every image
 * counts exactly once in a pass; batches are of the declared composition; views and rearrangements are arranged alike
 * or anew as `shuffles` says; and every image is answered with one of the classes.
 */
export function protocolLaws<Options extends z.ZodObject>(tested: ProtocolUnderTest<Options>): void {
  const { protocol } = tested;

  test('equal arguments give equal arrangements', () => {
    forEveryArrangement(tested, ({ plan, again }) => expect(again()).toEqual(plan));
  });

  test('every image counts exactly once in a pass', () => {
    forEveryArrangement(tested, ({ plan, request }) => {
      const counted = Array.from(plan.indices).filter((_, place) => plan.counted?.[place] !== 0);
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from(request.labels.keys()));
    });
  });

  test('batches follow one another and hold every place of the plan', () => {
    forEveryArrangement(tested, ({ plan }) => {
      expect(plan.offsets[0]).toBe(0);
      expect(plan.offsets.at(-1)).toBe(plan.indices.length);
      for (let batch = 0; batch < batchCount(plan); batch++) {
        expect(batchOf(plan, batch).length).toBeGreaterThan(0);
      }
    });
  });

  test('images meet as declared', () => {
    forEveryArrangement(tested, ({ request, options, again }) => {
      const { labels, classes } = request;
      const composition = protocol.composition(options, { classes });
      if (protocol.statistics(options) === 'batch') {
        expectComposition(composition, { labels, classes, plan: again });
      } else if (protocol.decision === undefined) {
        // Under fixed statistics images meet nowhere but in a decision.
        expect(composition).toEqual({ kind: 'single' });
      }
    });
  });

  test(protocol.shuffles ? 'every pass is arranged anew' : 'all passes are arranged alike', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, image) => image % 3);
    const [raw] = fc.sample(tested.options({ classes: 3, smallest: 20 }), { numRuns: 1, seed: 1 });
    const options = protocol.options.parse(raw);
    const passes = [0, 1].flatMap((view) =>
      Array.from({ length: protocol.rearrangements(options) }, (_, rearrangement) =>
        protocol.arrange({ labels, classes: 3, seed: 1, view, rearrangement }, options).indices.join(),
      ),
    );
    expect(new Set(passes).size).toBe(protocol.shuffles ? passes.length : 1);
  });

  test('equal arguments give equal answers, each one of the classes', async () => {
    const cases = requestsArbitrary(tested).chain((given) => {
      const { labels, classes } = given.request;
      const length = labels.length * classes;
      return fc
        .float32Array({ minLength: length, maxLength: length, min: 0, max: 1, noNaN: true })
        .map((probabilities) => ({ ...given, probabilities }));
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ request: { labels, classes, seed }, options, probabilities }) => {
        const request = { labels, classes, seed, probabilities };
        const before = structuredClone(request);
        const answers = await decide(protocol, request, options);
        expect(await decide(protocol, request, options)).toEqual(answers);
        expect(request).toEqual(before);
      }),
    );
  });
}
