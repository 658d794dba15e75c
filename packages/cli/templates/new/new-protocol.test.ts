import { batchOf } from '@batchmates/batching';
import { protocolLaws } from '@batchmates/protocols/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import protocol from './new-protocol.ts';

// What holds for every protocol, on random test sets.
protocolLaws({
  protocol,
  options: () => fc.record({ batchSize: fc.integer({ min: 1, max: 9 }) }),
});

// And what is its own.
test('images of a batch are equally far from each other', () => {
  const request = { labels: new Uint16Array(12), classes: 1, seed: 0, view: 0, rearrangement: 0 };
  const plan = protocol.arrange(request, { batchSize: 4 });
  expect([...batchOf(plan, 0)]).toEqual([0, 3, 6, 9]);
});
