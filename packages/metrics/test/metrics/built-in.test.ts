import { expect, test } from 'vitest';
import { builtInMetrics, mcNemar } from '../../src/index.ts';

test('names, by which pipelines ask for metrics, and headings', () => {
  expect([...builtInMetrics, mcNemar].map(({ name, label }) => [name, label])).toEqual([
    ['error-rate', 'Error'],
    ['true-label-error', 'Error against true labels'],
    ['argmax-error', 'Argmax error'],
    ['class-errors', 'Error by class'],
    ['negative-log-likelihood', 'Negative log likelihood'],
    ['calibration-error', 'Expected calibration error'],
    ['confusion', 'Confusion'],
    ['mc-nemar', 'McNemar’s exact test, two-sided'],
  ]);
});
