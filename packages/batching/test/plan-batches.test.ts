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
  [
    'offsets that begin late',
    () => ({ indices: Uint32Array.of(1, 2), offsets: Uint32Array.of(1, 2) }),
    /from 0/,
  ],
  [
    'no offsets',
    () => ({ indices: Uint32Array.of(1) }),
    /expected offsets: a Uint32Array, received Undefined/,
  ],
])('%s is an error in one line that names the strategy', (_, plan, message) => {
  const run = () => planBatches(strategy(plan), request, {});
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
  expect(run).toThrow(/^batching strategy "own": [^\n]*$/);
});

const refused = (plan: () => unknown) => {
  try {
    planBatches(strategy(plan), request, {});
  } catch (error) {
    return error as UserError;
  }
  throw new Error('nothing was thrown');
};

test('what is wrong with a plan is told with the first offsets and how to mend it', () => {
  const { code, message } = refused(() => ({
    indices: new Uint32Array(12),
    offsets: Uint32Array.of(0, 1, 3, 2, 4, 5, 6, 7, 8, 12),
  }));
  expect(code).toBe('batching/bad-plan');
  expect(message).toBe(
    'batching strategy "own": the result of plan(): expected offsets that grow from 0 to 12, received 0, 1, 3, 2, 4, 5, 6, 7; mend the strategy; planOf() of @batchmates/batching makes a plan of lists of images',
  );
});

test.each([undefined, null, 7])('a result that is no plan is told: %s', (result) => {
  const { code, message } = refused(() => result);
  expect(code).toBe('batching/bad-plan');
  expect(message).toContain(`expected a plan: { indices, offsets }, received ${String(result)}`);
});

test.each([NaN, -1, 1.5, undefined])('image %s is no image 0', (image) => {
  const { code, message } = refused(() =>
    planOf([[{ image: 2, counts: true }], [{ image: image!, counts: true }]]),
  );
  expect(code).toBe('batching/bad-image');
  expect(message).toContain(`planOf(): place 1 of the plan: expected the index of an image`);
  expect(message).toContain(`received ${String(image)}`);
});

test('an empty batch, no batch, and the last image of the split are allowed', () => {
  for (const plan of [
    { indices: Uint32Array.of(3), offsets: Uint32Array.of(0, 0, 1), counted: Uint8Array.of(0) },
    { indices: new Uint32Array(), offsets: Uint32Array.of(0) },
  ]) {
    const own = strategy(() => plan);
    expect(planBatches(own, request, {})).toBe(plan);
  }
});

test("a user's mistake passes as it is; what else is thrown is told, and kept as the cause", () => {
  const mistake = new UserError({ code: 'own/mistake', what: 'own mistake' });
  const raise = (thrown: unknown) => () => {
    throw thrown;
  };
  expect(refused(raise(mistake))).toBe(mistake);
  const failed = refused(raise('just a text'));
  expect(failed.code).toBe('batching/plan-failed');
  expect(failed.message).toContain('plan() of epoch 3 failed: just a text; look at ');
  expect(failed.cause).toBe('just a text');
  const withoutStack = refused(raise(Object.assign(new Error('x'), { stack: undefined })));
  expect(withoutStack.message).toBe('batching strategy "own": plan() of epoch 3 failed: x');
});
