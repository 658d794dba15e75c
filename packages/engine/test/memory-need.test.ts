import { createNetwork } from '@batchmates/model-zoo';
import { describe, expect, test } from 'vitest';
import { checkTrainingMemory, threadsOf, trainingMemory } from '../src/index.ts';

const input = { height: 36, width: 36, channels: 3 };

describe('memory of training', () => {
  test('is that of parameters, gradients, slot and copy, and of the outputs of convolutions', () => {
    const network = createNetwork('cifar-resnet-8', { input, classes: 10, width: 2 });
    // Stem 3 -> 2; blocks 2 -> 2, 2 -> 4, 4 -> 8, of two convolutions each.
    const convolutions = 9 * (3 * 2 + 2 * 2 + 2 * 2 + 2 * 4 + 4 * 4 + 4 * 8 + 8 * 8);
    const norms = 2 * (2 + 2 + 2 + 4 + 4 + 8 + 8);
    const dense = 8 * 10 + 10;
    // Maps of 36, 18 and 9 pixels a side.
    const outputs = 36 * 36 * 2 * 3 + 18 * 18 * 4 * 2 + 9 * 9 * 8 * 2;
    const parameters = 4 * 4 * (convolutions + norms + dense);
    expect(trainingMemory(network, { batchSize: 5, precision: 'f32' })).toBe(parameters + 5 * outputs * 4);
    expect(trainingMemory(network, { batchSize: 5, precision: 'bf16' })).toBe(parameters + 5 * outputs * 2);
  });

  test.each([1e9, 2 ** 53, 20_000])('is too much at width %i, which is said before any is taken', (width) => {
    const network = createNetwork('cifar-resnet-20', { input, classes: 10, width });
    expect(() => checkTrainingMemory(network, { batchSize: 10, precision: 'f32' })).toThrow(
      /^training network "cifar-resnet-20" in batches of 10: expected a need of at most [\d.e+]+ GB of memory, which are free, received one of [\d.e+]+ GB or more; lower width, resolution or batchSize$/,
    );
  });
});

test('threads are those asked for, at most one per core', () => {
  expect([1, 2, 3, 64, 'all' as const].map((threads) => threadsOf(threads, 3))).toEqual([1, 2, 3, 3, 3]);
});
