import type { Moments } from '@batchmates/engine';
import { describe, expect, it } from 'vitest';
import { layerDistances } from '../../src/worker/layer-distances.ts';

const norms = [{ name: 'bn', epsilon: 0 }];

function moments(mean: readonly number[], variance: readonly number[]): Moments {
  return new Map([['bn', { mean: Float32Array.from(mean), variance: Float32Array.from(variance) }]]);
}

describe('layerDistances', () => {
  const population = moments([1, -1], [4, 1]);

  it('is 0 for the population itself', () => {
    expect(layerDistances(norms, population, population)).toEqual([{ layer: 'bn', mean: 0, variance: 0 }]);
  });

  it('is the root mean square over channels, in standard deviations and in logarithms', () => {
    const [found] = layerDistances(norms, moments([3, -1], [4 * Math.E, 1]), population);
    // One channel lies a standard deviation off and has e times the variance, the other is equal.
    expect(found!.mean).toBeCloseTo(Math.SQRT1_2, 6);
    expect(found!.variance).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('is finite for a channel that never varies', () => {
    const [found] = layerDistances(
      [{ name: 'bn', epsilon: 1e-5 }],
      moments([0, 0], [0, 0]),
      moments([0, 0], [0, 1]),
    );
    expect(Number.isFinite(found!.variance)).toBe(true);
    expect(found!.mean).toBe(0);
  });
});
