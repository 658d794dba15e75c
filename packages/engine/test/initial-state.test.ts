import { createNetwork } from '@batchmates/model-zoo';
import { parameterSpecs } from '@batchmates/network';
import { describe, expect, test } from 'vitest';
import { initialState, stateSpecs, type Optimizer, type State } from '../src/index.ts';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 36, width: 36, channels: 3 },
  classes: 10,
  width: 16,
});

const values = (state: State, name: string): Float32Array => state.get(name)?.data ?? new Float32Array();

describe('initial weights', () => {
  const state = initialState(network, 7);

  test('have mean 0 and variance 2 / fanIn, with tails that no truncation cut', () => {
    const standardized = parameterSpecs(network)
      .filter(({ role }) => role === 'weight')
      .flatMap(({ name, fanIn }) => [...values(state, name)].map((value) => value / Math.sqrt(2 / fanIn)));
    const count = standardized.length;
    const mean = standardized.reduce((sum, value) => sum + value, 0) / count;
    const variance = standardized.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    // 77,000 normal numbers: standard errors 0.004 and 0.005; 4.6 % lie beyond two deviations.
    expect(count).toBeGreaterThan(70_000);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const beyondTwo = standardized.filter((value) => Math.abs(value) > 2).length / count;
    expect(beyondTwo).toBeGreaterThan(0.042);
    expect(beyondTwo).toBeLessThan(0.049);
  });

  test('are named by the seed and the parameter alone', () => {
    expect(initialState(network, 7)).toEqual(state);
    expect(values(initialState(network, 8), 'fc.weight')).not.toEqual(values(state, 'fc.weight'));
    const wider = createNetwork('cifar-resnet-14', { input: network.input, classes: 10, width: 16 });
    expect(values(initialState(wider, 7), 'stem.conv.weight')).toEqual(values(state, 'stem.conv.weight'));
  });
});

test('everything else starts at its constant', () => {
  const optimizer: Optimizer = {
    kind: 'rmsprop',
    decay: 0.9,
    momentum: 0.9,
    epsilon: 1e-8,
    weightDecay: 0,
    start: 'bias-corrected',
  };
  const state = initialState(network, 0, optimizer);
  const constant = (name: string) => [...new Set(values(state, name))];
  expect(constant('stem.bn.weight')).toEqual([1]);
  expect(constant('stem.bn.bias')).toEqual([0]);
  expect(constant('fc.bias')).toEqual([0]);
  expect(constant('stem.bn.running_mean')).toEqual([0]);
  expect(constant('stem.bn.running_var')).toEqual([1]);
  expect(constant('optimizer.square_average.fc.weight')).toEqual([0]);
  expect(constant('optimizer.velocity.fc.weight')).toEqual([0]);
  expect(constant('optimizer.step')).toEqual([0]);
  const fromOnes = initialState(network, 0, { ...optimizer, start: 'ones' });
  expect([...new Set(values(fromOnes, 'optimizer.square_average.fc.weight'))]).toEqual([1]);
  expect(fromOnes.has('optimizer.step')).toBe(false);
});

test('plain SGD has no slots', () => {
  const sgd = { kind: 'sgd', momentum: 0, weightDecay: 0 } as const;
  expect(stateSpecs(network, sgd)).toEqual(stateSpecs(network));
});
