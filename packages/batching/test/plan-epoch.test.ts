import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balanced,
  batchCount,
  builtInStrategies,
  planBatches,
  planEpoch,
  selectBatches,
  standard,
  type BatchingStrategy,
} from '../src/index.ts';

const labelled = (counts: readonly number[]) => ({
  labels: Uint16Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label))),
  classes: counts.length,
  seed: 3,
});
const counted = (plan: { indices: Uint32Array; counted?: Uint8Array }) =>
  [...plan.indices].filter((_, place) => plan.counted?.[place] !== 0);

describe('five, two and three images in batches of three: standard batching makes three', () => {
  const request = { ...labelled([5, 2, 3]), batchSize: 3, epoch: 1 };
  const planned = (remainder: 'wrap' | 'drop', epoch = request.epoch) =>
    planBatches(balanced, { ...request, epoch }, balanced.options.parse({ remainder }));
  const equalised = (remainder: 'wrap' | 'drop', stepsPerEpoch: 'batching' | 'standard') =>
    planEpoch(request, {
      strategy: balanced,
      options: balanced.options.parse({ remainder }),
      stepsPerEpoch,
      epochs: 4,
    });

  test('balanced ones are five, of which the first three remain', () => {
    expect(equalised('wrap', 'batching')).toEqual(planned('wrap'));
    expect(batchCount(planned('wrap'))).toBe(5);
    expect(equalised('wrap', 'standard')).toEqual(selectBatches(planned('wrap'), [0, 1, 2]));
  });

  test('balanced ones that use no image twice are two; the third is the first of an epoch that is not trained', () => {
    expect(batchCount(planned('drop'))).toBe(2);
    const plan = equalised('drop', 'standard');
    expect([...plan.indices]).toEqual([
      ...planned('drop').indices,
      ...planned('drop', 5).indices.slice(0, 3),
    ]);
    expect(new Set(counted(plan)).size).toBe(counted(plan).length);
    expect(new Set(counted(plan))).toEqual(new Set(plan.indices));
  });
});

test('the balanced arm of 40,000 images of which one class has 4,048 takes the 4,000 steps of the standard arm', () => {
  const request = {
    ...labelled([4048, ...Array<number>(8).fill(4000), 3952]),
    batchSize: 10,
    epoch: 0,
  };
  const steps = (strategy: BatchingStrategy, stepsPerEpoch: 'batching' | 'standard') =>
    batchCount(
      planEpoch(request, { strategy, options: strategy.options.parse({}), stepsPerEpoch, epochs: 7 }),
    );
  expect([steps(balanced, 'batching'), steps(standard, 'batching')]).toEqual([4048, 4000]);
  expect([steps(balanced, 'standard'), steps(standard, 'standard')]).toEqual([4000, 4000]);
});

test('equal classes that come out even, and standard batching whatever the classes, are planned as before', () => {
  const cases = fc.record({
    classes: fc.integer({ min: 2, max: 5 }),
    batches: fc.integer({ min: 1, max: 5 }),
    samplesPerClass: fc.integer({ min: 1, max: 3 }),
    epoch: fc.nat({ max: 9 }),
    which: fc.constantFrom(...builtInStrategies),
  });
  fc.assert(
    fc.property(cases, ({ classes, batches, samplesPerClass, epoch, which }) => {
      const batchSize = classes * samplesPerClass;
      const even = labelled(Array<number>(classes).fill(batches * samplesPerClass));
      const check = (strategy: BatchingStrategy, data: typeof even, given: object) => {
        const options = strategy.options.parse(given);
        const request = { ...data, batchSize, epoch };
        const plan = planEpoch(request, { strategy, options, stepsPerEpoch: 'standard', epochs: 3 });
        expect(plan).toEqual(planBatches(strategy, request, options));
      };
      check(which, even, which.name === 'balanced' ? { samplesPerClass } : {});
      check(standard, labelled([batchSize, ...Array<number>(classes - 1).fill(1)]), {});
    }),
  );
});

test('a strategy that makes no batch makes none', () => {
  const request = { ...labelled([1, 1]), batchSize: 4, epoch: 0 };
  const options = balanced.options.parse({ samplesPerClass: 2, remainder: 'drop' });
  const plan = planEpoch(request, { strategy: balanced, options, stepsPerEpoch: 'standard', epochs: 1 });
  expect(batchCount(plan)).toBe(0);
});
