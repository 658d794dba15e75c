import type { Evaluation } from '@batchmates/results';
import { expect, it } from 'vitest';
import { metricsOf } from '../../src/results/metrics-of.ts';

/** Every image of its own class, and answered so. */
function evaluation(classes: number): Evaluation {
  const labels = Uint16Array.from({ length: classes }, (_, label) => label);
  const probabilities = new Float32Array(classes ** 2);
  labels.forEach((label) => (probabilities[label * classes + label] = 1));
  const classNames = Array.from(labels, (label) => `c${label}`);
  const facts = { dataset: { classNames }, protocol: { decision: null } };
  const ids = classNames;
  return { facts, predictions: { ids, labels, predicted: labels, probabilities, classes } } as unknown as Evaluation;
}

it('has the confusion of up to 200 classes', () => {
  expect(metricsOf(evaluation(200))).toHaveProperty('confusion.images.199');
  expect(metricsOf(evaluation(201))).not.toHaveProperty('confusion');
  expect(metricsOf(evaluation(201))).toMatchObject({ 'error-rate': { errors: 0, images: 201 } });
});
