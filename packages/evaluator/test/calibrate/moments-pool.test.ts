import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MomentsPool } from '../../src/calibrate/moments-pool.ts';

const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 });

test('pooled moments are the moments of all values together, whatever the batches', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 8 }), (batches) => {
      const pool = new MomentsPool();
      for (const batch of batches) pool.add(new Map([['bn', momentsOf(batch)]]), batch.length);
      const pooled = pool.pooled().get('bn');
      const all = momentsOf(batches.flat());
      expect(pool.images).toBe(batches.flat().length);
      expect(pooled?.mean[0]).toBeCloseTo(all.mean[0]!, 3);
      expect(pooled?.variance[0]).toBeCloseTo(all.variance[0]!, 2);
    }),
  );
});

test('the scatter of batch means counts: E[var + mean^2] - E[mean]^2', () => {
  const pool = new MomentsPool();
  pool.add(new Map([['bn', { mean: Float32Array.of(1, 0), variance: Float32Array.of(4, 1) }]]), 10);
  pool.add(new Map([['bn', { mean: Float32Array.of(3, 0), variance: Float32Array.of(2, 1) }]]), 10);
  expect(pool.pooled().get('bn')).toEqual({
    mean: Float32Array.of(2, 0),
    // (4 + 1 + 2 + 9) / 2 - 2^2; the mean of the variances alone would be 3.
    variance: Float32Array.of(4, 1),
  });
});

test('a large common offset does not eat the variance', () => {
  const pool = new MomentsPool();
  const batch = { mean: Float32Array.of(10_000), variance: Float32Array.of(1e-3) };
  for (let step = 0; step < 1000; step++) pool.add(new Map([['bn', batch]]), 10);
  expect(pool.pooled().get('bn')?.variance[0]).toBeCloseTo(1e-3, 9);
});

function momentsOf(all: readonly number[]): { mean: Float32Array; variance: Float32Array } {
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
  return { mean: Float32Array.of(mean), variance: Float32Array.of(variance) };
}
