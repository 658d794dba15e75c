import { batchCount, batchOf, type BatchPlan } from '@batchmates/batching';
import { labelsArbitrary, smallestClass } from '@batchmates/batching/testing';
import fc from 'fast-check';
import type { z } from 'zod';
import type { ArrangeRequest, Protocol } from '../protocol.ts';

/** A protocol whose laws are to be checked. */
export interface ProtocolUnderTest<Options extends z.ZodObject> {
  readonly protocol: Protocol<Options>;
  /** Options that fit so many classes, before parsing; `smallest`: images of the smallest class. */
  readonly options: (shape: {
    readonly classes: number;
    readonly smallest: number;
  }) => fc.Arbitrary<z.input<Options>>;
  /** Images that every class must have for the protocol to arrange them; 1 unless given. */
  readonly imagesPerClass?: number;
}

/** A request with parsed options. */
export interface ArrangeCase<Options extends z.ZodObject> {
  readonly request: ArrangeRequest;
  readonly options: z.output<Options>;
}

/** An arrangement under test. */
export interface Arrangement<Options extends z.ZodObject> extends ArrangeCase<Options> {
  readonly plan: BatchPlan;
  /** Arranges once more, with equal arguments unless other labels are given. */
  again(labels?: Uint16Array): BatchPlan;
}

/** Checks a law on random labels, class counts, seeds, views and options. */
export function forEveryArrangement<Options extends z.ZodObject>(
  tested: ProtocolUnderTest<Options>,
  law: (arrangement: Arrangement<Options>) => void,
): void {
  fc.assert(
    fc.property(requestsArbitrary(tested), ({ request, options }) => {
      const again = (labels = request.labels) => tested.protocol.arrange({ ...request, labels }, options);
      law({ plan: again(), request, options, again });
    }),
  );
}

/** Random requests to arrange images, each class having at least one, with options that fit. */
export function requestsArbitrary<Options extends z.ZodObject>({
  protocol,
  options,
  imagesPerClass = 1,
}: ProtocolUnderTest<Options>): fc.Arbitrary<ArrangeCase<Options>> {
  const data = labelsArbitrary().filter((each) => smallestClass(each) >= imagesPerClass);
  return data.chain(({ labels, classes }) =>
    fc.record({
      request: fc.record({
        labels: fc.constant(labels),
        classes: fc.constant(classes),
        seed: fc.integer(),
        view: fc.nat({ max: 17 }),
        rearrangement: fc.constant(0),
      }),
      options: options({ classes, smallest: smallestClass({ labels, classes }) }).map((raw) =>
        protocol.options.parse(raw),
      ),
    }),
  );
}

/** Classes of every batch's images, repeated ones included. */
export function classesByBatch(plan: BatchPlan, labels: Uint16Array): number[][] {
  return Array.from({ length: batchCount(plan) }, (_, batch) =>
    Array.from(batchOf(plan, batch), (image) => labels[image]!),
  );
}
