import { batchOf } from '@batchmates/batching';
import { strategyLaws } from '@batchmates/batching/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import strategy from './new-strategy.ts';

// What holds for every strategy, on random data sets.
strategyLaws({
  strategy,
  settings: () =>
    fc.record({
      batchSize: fc.integer({ min: 1, max: 4 }),
      options: fc.record({ block: fc.integer({ min: 1, max: 5 }) }),
    }),
  reshuffles: true,
});

// And what is its own.
test('images of a block are in one batch', () => {
  const request = { labels: new Uint16Array(12), classes: 1, batchSize: 6, seed: 0, epoch: 0 };
  const batch = [...batchOf(strategy.plan(request, { block: 3 }), 0)];
  expect(batch).toEqual([0, 1, 2, 3, 4, 5].map((place) => batch[place - (place % 3)]! + (place % 3)));
});
