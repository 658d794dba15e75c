import { expect, test } from 'vitest';
import { chooseProbes } from '../../src/circulate/probes.ts';
import { confidentImages } from '../../src/circulate/confident-images.ts';

/** Six images of two classes: 1 and 4 are answered wrong, 5 is right but unsure. */
const standard = {
  ids: ['a', 'b', 'c', 'd', 'e', 'f'],
  classes: 2,
  labels: Uint16Array.of(0, 0, 0, 1, 1, 1),
  predicted: Uint16Array.of(0, 1, 0, 1, 0, 1),
  probabilities: Float32Array.of(0.95, 0.05, 0.3, 0.7, 0.9, 0.1, 0, 1, 0.8, 0.2, 0.4, 0.6),
};

test('weak images are those standard inference gets wrong, strong ones those it is sure of', () => {
  const probes = chooseProbes({ standard, confidence: 0.85, batches: [], seed: 0 });
  expect(probes.weak.toSorted()).toEqual([1, 4]);
  expect(probes.strong.length).toBe(2);
  for (const image of probes.strong) expect([0, 2, 3]).toContain(image);
});

test('no image of a confident batch is a probe, and a limit holds for both kinds', () => {
  const batches = [{ images: [0, 3], probabilities: new Float32Array() }];
  const probes = chooseProbes({ standard, confidence: 0.85, batches, limit: 1, seed: 0 });
  expect(probes.weak.length).toBe(1);
  expect(probes.strong).toEqual([2]);
});

test('confident images are right and sure in balanced batches, and right alone', () => {
  const balanced = { ...standard, predicted: Uint16Array.of(0, 0, 0, 1, 1, 1) };
  const options = { confidence: 0.875, classNames: ['cat', 'dog'] };
  expect(confidentImages({ standard, balanced }, options)).toEqual([[0, 2], [3]]);
});

test('a class without confident images is named', () => {
  const options = { confidence: 0.97, classNames: ['cat', 'dog'] };
  expect(() => confidentImages({ standard, balanced: standard }, options)).toThrow(
    /0\.97 or more, received none of class "cat" \(the best has 0\.950\); lower confidence/,
  );
});
