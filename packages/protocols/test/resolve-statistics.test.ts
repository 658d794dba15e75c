import { expect, test } from 'vitest';
import { resolveStatistics } from '../src/index.ts';

const moments = new Map([['bn', { mean: Float32Array.of(1), variance: Float32Array.of(2) }]]);

test('the statistics that a kind names', () => {
  expect(resolveStatistics('batch', moments)).toEqual({ kind: 'batch' });
  expect(resolveStatistics('running', undefined)).toEqual({ kind: 'running' });
  const fixed = resolveStatistics('population', moments);
  expect(fixed).toEqual({ kind: 'fixed', moments });
});

test('pooled statistics that are not there are an error with the two ways out', () => {
  expect(() => resolveStatistics('population', undefined)).toThrow(
    expect.objectContaining({
      code: 'protocol/uncalibrated',
      message:
        'statistics "population": expected a checkpoint with statistics pooled over the training set, received one without; run evaluator/calibrate on the checkpoint first, or use statistics: running',
    }) as Error,
  );
});
