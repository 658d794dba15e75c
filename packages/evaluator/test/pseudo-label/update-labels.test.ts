import fc from 'fast-check';
import { expect, test } from 'vitest';
import { updateLabels } from '../../src/pseudo-label/update-labels.ts';

const predictions = {
  ids: ['a', 'b', 'c', 'd'],
  classes: 2,
  labels: Uint16Array.of(0, 0, 1, 1),
  predicted: Uint16Array.of(0, 1, 1, 0),
  probabilities: Float32Array.of(0.75, 0.25, 0.375, 0.625, 0.125, 0.875, 1, 0),
};
const former = Uint16Array.of(1, 0, 0, 1);

test('all predictions become labels', () => {
  const updated = updateLabels(former, predictions, { update: 'all', confidence: 0.9 });
  expect(updated).toEqual({
    labels: predictions.predicted,
    labelErrors: 2,
    changed: 4,
    better: 2,
    worse: 2,
  });
});

test('only confident predictions become labels, the threshold included', () => {
  const updated = updateLabels(former, predictions, { update: 'confident', confidence: 0.75 });
  expect(updated).toEqual({
    labels: Uint16Array.of(0, 0, 1, 0),
    labelErrors: 1,
    changed: 3,
    better: 2,
    worse: 1,
  });
});

test('errors change by exactly the labels mended and spoilt', () => {
  const labels = fc.uint16Array({ minLength: 4, maxLength: 4, max: 1 });
  fc.assert(
    fc.property(labels, labels, (before, predicted) => {
      const update = { update: 'all', confidence: 0 } as const;
      const { better, worse, labelErrors } = updateLabels(before, { ...predictions, predicted }, update);
      const errorsBefore = before.filter((label, image) => label !== predictions.labels[image]).length;
      expect(labelErrors).toBe(errorsBefore - better + worse);
    }),
  );
});
