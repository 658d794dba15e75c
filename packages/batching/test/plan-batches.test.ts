import { UserError } from '@batchmates/errors';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineStrategy, planBatches, planOf, type BatchPlan } from '../src/index.ts';

const request = { labels: Uint16Array.of(0, 1, 0, 1), classes: 2, batchSize: 2, seed: 0, epoch: 3 };

const strategy = (plan: () => unknown) =>
  defineStrategy({
    name: 'own',
    summary: '',
    options: z.strictObject({}),
    composition: () => ({ kind: 'other', description: 'whatever the test says' }),
    plan: () => plan() as BatchPlan,
  });

test('a plan of the images at hand passes as it is', () => {
  const plan = planOf([[{ image: 3, counts: true }], [{ image: 0, counts: false }]]);
  expect(
    planBatches(
      strategy(() => plan),
      request,
      {},
    ),
  ).toBe(plan);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'an image that is none',
    () => planOf([[{ image: 4, counts: true }]]),
    /expected images 0 to 3, received image 4/,
  ],
  [
    'a plain array',
    () => ({ indices: [1], offsets: Uint32Array.of(0, 1) }),
    /expected indices: a Uint32Array, received Array/,
  ],
  ['nothing', () => ({}), /expected indices: a Uint32Array, received Undefined/],
  [
    'offsets that end early',
    () => ({ indices: Uint32Array.of(1, 2), offsets: Uint32Array.of(0, 1) }),
    /expected offsets that grow from 0 to 2, received 0, 1;/,
  ],
  [
    'offsets that shrink',
    () => ({ indices: Uint32Array.of(1, 2), offsets: Uint32Array.of(0, 2, 1, 2) }),
    /expected offsets that grow/,
  ],
  [
    'flags that are too few',
    () => ({ ...planOf([[{ image: 1, counts: true }]]), counted: Uint8Array.of() }),
    /expected counted: 1 flags, received 0/,
  ],
  [
    'an exception',
    () => {
      throw new TypeError('no such thing');
    },
    /plan\(\) of epoch 3 failed: no such thing; look at .*plan-batches\.test\.ts:\d+:\d+$/,
  ],
])('%s is an error in one line that names the strategy', (_, plan, message) => {
  const run = () => planBatches(strategy(plan), request, {});
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
  expect(run).toThrow(/^batching strategy "own": [^\n]*$/);
});
