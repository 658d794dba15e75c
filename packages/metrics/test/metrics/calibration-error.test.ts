import { expect, test } from 'vitest';
import { calibrationError, negativeLogLikelihood } from '../../src/index.ts';
import { reliability } from '../../src/metrics/calibration-error.ts';
import { evaluationOf } from '../../src/testing/index.ts';

const answers = {
  labels: Uint16Array.of(0, 1, 1, 0),
  predicted: Uint16Array.of(0, 1, 0, 0),
  probabilities: Float32Array.of(0.75, 0.25, 0.375, 0.625, 0.625, 0.375, 1, 0),
};
const evaluation = evaluationOf(answers, ['a', 'b']);

test('bins images by confidence and compares it with accuracy', () => {
  const { bins, expectedCalibrationError } = reliability(evaluation.predictions, 4);
  expect(bins).toEqual([
    { lower: 0, upper: 0.25, images: 0, confidence: null, accuracy: null },
    { lower: 0.25, upper: 0.5, images: 0, confidence: null, accuracy: null },
    { lower: 0.5, upper: 0.75, images: 2, confidence: 0.625, accuracy: 0.5 },
    { lower: 0.75, upper: 1, images: 2, confidence: 0.875, accuracy: 1 },
  ]);
  expect(expectedCalibrationError).toBeCloseTo((2 * 0.125 + 2 * 0.125) / 4, 12);
});

test('negative log likelihood of the true classes', () => {
  const expected = -(Math.log(0.75) + Math.log(0.625) + Math.log(0.375) + Math.log(1)) / 4;
  expect(negativeLogLikelihood.compute(evaluation)).toBeCloseTo(expected, 12);
});

test('a true class of probability 0 costs much, not everything', () => {
  const probabilities = Float32Array.of(0, 1, 1, 0, 1, 0, 0, 1);
  const sure = evaluationOf({ ...answers, probabilities }, ['a', 'b']);
  expect(negativeLogLikelihood.compute(sure)).toBeCloseTo(149 * Math.LN2, 10);
});

test('both are written as a number with its unit', () => {
  expect(negativeLogLikelihood.format(0.2504)).toBe('0.250 nats');
  expect(calibrationError.format({ expectedCalibrationError: 0.0312, bins: [] })).toBe('3.12\u00a0%');
  expect(calibrationError.compute(evaluation).bins).toHaveLength(15);
});

test('probabilities at the edges of bins, and one that rounding left above 1', () => {
  const edges = {
    labels: Uint16Array.of(0, 1, 0, 1, 0),
    predicted: Uint16Array.of(0, 0, 0, 1, 0),
    // The second class of the images is of no account but where it is answered.
    probabilities: Float32Array.of(0, 1, 0.25, 0, 0.5, 0, 0, 0.75, 1 + 2 ** -23, 0),
  };
  const { bins, expectedCalibrationError } = reliability(evaluationOf(edges, ['a', 'b']).predictions, 4);
  expect(bins).toEqual([
    { lower: 0, upper: 0.25, images: 1, confidence: 0, accuracy: 1 },
    { lower: 0.25, upper: 0.5, images: 1, confidence: 0.25, accuracy: 0 },
    { lower: 0.5, upper: 0.75, images: 1, confidence: 0.5, accuracy: 1 },
    { lower: 0.75, upper: 1, images: 2, confidence: 0.875, accuracy: 1 },
  ]);
  // |1 - 0| + |0 - 0.25| + |1 - 0.5| + |2 - 1.75|, of five images.
  expect(expectedCalibrationError).toBeCloseTo(2 / 5, 12);
});

test('a probability above 1 is no gain, and no images are no loss', () => {
  const probabilities = Float32Array.of(1 + 2 ** -23, 0, 0.5, 0.5);
  const above = evaluationOf({ labels: Uint16Array.of(0, 1), probabilities }, ['a', 'b']);
  expect(negativeLogLikelihood.compute(above)).toBe(Math.LN2 / 2);
  const none = evaluationOf({ labels: new Uint16Array() }, ['a', 'b']);
  expect(negativeLogLikelihood.compute(none)).toBe(0);
  expect(calibrationError.compute(none).expectedCalibrationError).toBe(0);
});
