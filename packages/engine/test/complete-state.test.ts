import { UserErrors } from '@batchmates/errors';
import { createNetwork } from '@batchmates/model-zoo';
import { expect, test } from 'vitest';
import { completeState, initialState, type Optimizer } from '../src/index.ts';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 8, width: 8, channels: 3 },
  classes: 4,
  width: 2,
});
const sgd: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };
const rmsprop: Optimizer = {
  kind: 'rmsprop',
  decay: 0.9,
  momentum: 0,
  epsilon: 1e-8,
  weightDecay: 0,
  start: 'bias-corrected',
};
const state = initialState(network, 3, sgd);
const one = { shape: [1], data: new Float32Array(1) };

test('a whole state passes, in canonical order, uncopied', () => {
  const shuffled = new Map([...state].reverse());
  const complete = completeState(network, sgd, shuffled);
  expect([...complete.keys()]).toEqual([...state.keys()]);
  for (const [name, tensor] of complete) expect(tensor).toBe(state.get(name));
});

test("absent slots start anew, another optimizer's are left out", () => {
  const complete = completeState(network, rmsprop, state);
  expect([...complete.keys()]).toEqual([...initialState(network, 3, rmsprop).keys()]);
  expect(complete.get('optimizer.velocity.fc.weight')).toBeUndefined();
  expect(complete.get('optimizer.step')).toEqual({ shape: [], data: Float32Array.of(0) });
});

test('one mistake is one line that names the tensor', () => {
  const without = new Map([...state].filter(([name]) => name !== 'fc.weight'));
  expect(() => completeState(network, sgd, without)).toThrow(
    'state for network "cifar-resnet-8": tensor "fc.weight": expected [4, 8], received none; use a checkpoint of',
  );
  expect(() => completeState(network, sgd, new Map([...state, ['fc.bias', one]]))).toThrow(
    'tensor "fc.bias": expected [4], received [1] with 1 values',
  );
  const long = { shape: [4], data: new Float32Array(5) };
  expect(() => completeState(network, sgd, new Map([...state, ['fc.bias', long]]))).toThrow(
    '[4] with 5 values',
  );
  expect(() => completeState(network, sgd, new Map([...state, ['optimizer.speed.fc.bias', one]]))).toThrow(
    'tensor "optimizer.speed.fc.bias"',
  );
});

test('several mistakes are reported together', () => {
  const wrong = new Map([...state, ['fc.bias', one], ['extra', one]] as const);
  const attempt = () => completeState(network, sgd, wrong);
  expect(attempt).toThrow(UserErrors);
  expect(attempt).toThrow(/"extra"(.|\n)*"fc\.bias"/);
});
