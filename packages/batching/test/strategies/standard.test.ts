import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, shuffle } from '@batchmates/random';
import { batchCount, standard } from '../../src/index.ts';
import { sequential } from '../../src/strategies/sequential.ts';
import { labelsArbitrary, strategyLaws } from '../../src/testing/index.ts';

const settings = ({ images }: { images: number }) =>
  fc.record({
    batchSize: fc.integer({ min: 1, max: images }),
    options: fc.record({ remainder: fc.constantFrom('drop' as const, 'wrap' as const) }),
  });

describe('standard', () => strategyLaws({ strategy: standard, settings, reshuffles: true }));
describe('sequential', () => strategyLaws({ strategy: sequential, settings, reshuffles: false }));

test('dropping leaves out less than a batch; wrapping leaves out none', () => {
  fc.assert(
    fc.property(labelsArbitrary(), fc.integer({ min: 1, max: 9 }), ({ labels, classes }, batchSize) => {
      const request = { labels, classes, batchSize, seed: 3, epoch: 0 };
      const dropped = standard.plan(request, { remainder: 'drop', rank: 0, world: 1 });
      expect(dropped.indices.length).toBe(labels.length - (labels.length % batchSize));
      const wrapped = standard.plan(request, { remainder: 'wrap', rank: 0, world: 1 });
      expect(new Set(wrapped.indices).size).toBe(labels.length);
      expect(wrapped.indices.length % batchSize).toBe(0);
    }),
  );
});

test('a remainder can be an error, with the remedy', () => {
  const request = { labels: new Uint16Array(7), classes: 1, batchSize: 2, seed: 0, epoch: 0 };
  expect(() => standard.plan(request, { remainder: 'error', rank: 0, world: 1 })).toThrow(
    'option batchSize: expected a divisor of the 7 images, received 2; or set remainder to drop or wrap',
  );
});

test('processes share the batches of an epoch without overlap', () => {
  const request = { labels: new Uint16Array(40), classes: 1, batchSize: 4, seed: 5, epoch: 2 };
  const of = (rank: number, world: number) => standard.plan(request, { remainder: 'drop', rank, world });
  const parts = [0, 1, 2].map((rank) => of(rank, 3));
  expect(parts.map(batchCount)).toEqual([3, 3, 3]);
  const shared = parts.flatMap(({ indices }) => [...indices]);
  expect(new Set(shared).size).toBe(36);
  const whole = of(0, 1);
  expect([...whole.indices].slice(0, 4)).toEqual([...(parts[0]?.indices ?? [])].slice(0, 4));
  expect(() => of(3, 3)).toThrow('option rank: expected below world (3), received 3');
});

test('an epoch is the shuffle of the stream that seed and epoch name', () => {
  const request = { labels: new Uint16Array(7), classes: 1, batchSize: 3, seed: 5, epoch: 2 };
  const order = shuffle([0, 1, 2, 3, 4, 5, 6], randomStream(5, 'batching/standard', 2));
  const plan = standard.plan(request, { remainder: 'wrap', rank: 0, world: 1 });
  expect(plan).toEqual({
    indices: Uint32Array.from([...order, ...order.slice(0, 2)]),
    offsets: Uint32Array.of(0, 3, 6, 9),
    counted: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0, 0),
  });
  expect(standard.options.parse({})).toEqual({ remainder: 'drop', rank: 0, world: 1 });
});
