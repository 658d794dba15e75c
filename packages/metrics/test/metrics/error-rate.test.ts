import { expect, test } from 'vitest';
import { argmaxError, errorRate, trueLabelError } from '../../src/index.ts';
import { evaluationOf } from '../../src/testing/index.ts';

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

test('each image is taken by its own row, and so is the argmax error written', () => {
  const evaluation = evaluationOf(
    {
      labels: Uint16Array.of(2, 0, 1, 1),
      predicted: Uint16Array.of(0, 0, 0, 0),
      probabilities: Float32Array.of(0.1, 0.2, 0.7, 0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.4, 0.3, 0.3),
    },
    ['a', 'b', 'c'],
  );
  expect(argmaxError.compute(evaluation)).toMatchObject({ images: 4, errors: 1, error: 0.25 });
  expect(errorRate.compute(evaluation)).toMatchObject({ images: 4, errors: 3, error: 0.75 });
  // Wilson's formula for 1 of 4, in Python: 0.04559 to 0.69936.
  expect(argmaxError.format(argmaxError.compute(evaluation))).toBe('25.00\u00a0% (4.6–69.9\u00a0%)');
});

test('against true labels an answer is wrong that agrees with a wrong label', () => {
  const evaluation = evaluationOf(
    { labels: Uint16Array.of(0, 1, 1, 0), predicted: Uint16Array.of(0, 1, 0, 1) },
    ['a', 'b'],
  );
  const trueLabels = Uint16Array.of(1, 1, 0, 1);
  const noisy = { ...evaluation, predictions: { ...evaluation.predictions, trueLabels } };
  expect(errorRate.compute(noisy)).toMatchObject({ errors: 2 });
  expect(trueLabelError.compute(noisy)).toMatchObject({ images: 4, errors: 1, error: 0.25 });
  expect(trueLabelError.format(trueLabelError.compute(noisy))).toBe('25.00\u00a0% (4.6–69.9\u00a0%)');
  expect(trueLabelError.format(trueLabelError.compute(evaluation))).toBe('no true labels');
});
