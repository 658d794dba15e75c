import { evaluationOf } from '@batchmates/metrics/testing';
import { expect, test } from 'vitest';
import metric from './new-metric.ts';

test('an image is missed when two classes are more probable than its own', () => {
  const probabilities = Float32Array.of(
    ...[0.7, 0.2, 0.1], // of class 0: most probable
    ...[0.5, 0.4, 0.1], // of class 1: second
    ...[0.5, 0.4, 0.1], // of class 2: missed
    ...[0.1, 0.3, 0.6], // of class 0: missed
  );
  const evaluation = evaluationOf({ labels: Uint16Array.of(0, 1, 2, 0), probabilities }, ['a', 'b', 'c']);
  expect(metric.compute(evaluation)).toBe(0.5);
  expect(metric.format(0.5)).toMatch(/^50\.00/);
});
