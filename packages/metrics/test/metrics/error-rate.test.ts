import { expect, test } from 'vitest';
import { argmaxError, errorRate } from '../../src/index.ts';
import { evaluationOf } from '../evaluation-of.ts';

// Both images look like class 0; the protocol decided that they are of different classes.
const decided = evaluationOf(
  {
    labels: Uint16Array.of(0, 1),
    predicted: Uint16Array.of(0, 1),
    probabilities: Float32Array.of(0.75, 0.25, 0.5, 0.5),
  },
  ['a', 'b'],
);

test('the error is that of the answers, with its interval', () => {
  expect(errorRate.compute(decided)).toMatchObject({ images: 2, errors: 0, error: 0 });
  expect(errorRate.format(errorRate.compute(decided))).toBe('0.00\u00a0% (0.0–65.8\u00a0%)');
});

test('the argmax error is that of the most probable classes, the first of equals', () => {
  expect(argmaxError.compute(decided)).toMatchObject({ images: 2, errors: 1, error: 0.5 });
});
