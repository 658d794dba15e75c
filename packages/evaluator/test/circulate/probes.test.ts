import { randomStream, shuffle } from '@batchmates/random';
import { expect, test } from 'vitest';
import { chooseProbes } from '../../src/circulate/probes.ts';
import { confidentImages, unsureRemedy } from '../../src/circulate/confident-images.ts';

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

test('who is sure enough includes the threshold; a limit of 0 leaves none', () => {
  // Certainties that float32 holds: images 0 and 1 of class 0, 2 and 3 of class 1, all right.
  const sure = {
    ids: [],
    classes: 2,
    labels: Uint16Array.of(0, 0, 1, 1),
    predicted: Uint16Array.of(0, 0, 1, 1),
    probabilities: Float32Array.of(0.75, 0.25, 0.625, 0.375, 0.375, 0.625, 0, 1),
  };
  // Nobody is weak, so that there are as many strong ones.
  expect(chooseProbes({ standard: sure, confidence: 0.5, batches: [], seed: 0 })).toEqual({
    weak: [],
    strong: [],
  });
  const oneWrong = { ...sure, predicted: Uint16Array.of(0, 1, 1, 1) };
  for (const [confidence, strong] of [
    [0.75, [0, 3]],
    [0.76, [3]],
  ] as const) {
    const seen = Array.from({ length: 20 }, (_, seed) =>
      chooseProbes({ standard: oneWrong, confidence, batches: [], seed }),
    );
    expect(new Set(seen.flatMap((probes) => probes.weak))).toEqual(new Set([1]));
    expect(new Set(seen.flatMap((probes) => probes.strong))).toEqual(new Set(strong));
  }
  expect(chooseProbes({ standard: oneWrong, confidence: 0.5, batches: [], limit: 0, seed: 0 })).toEqual({
    weak: [],
    strong: [],
  });
});

test('the order of probes is that of the streams that the seed names', () => {
  const many = {
    ids: [],
    classes: 2,
    labels: new Uint16Array(12),
    predicted: Uint16Array.from({ length: 12 }, (_, image) => image % 2),
    probabilities: new Float32Array(24).fill(1),
  };
  const order = (kind: string, images: number[]) =>
    shuffle(images, randomStream(5, 'circulate/probes', kind));
  expect(chooseProbes({ standard: many, confidence: 1, batches: [], seed: 5 })).toEqual({
    weak: order('weak', [1, 3, 5, 7, 9, 11]),
    strong: order('strong', [0, 2, 4, 6, 8, 10]),
  });
});

test('an image that either inference answers wrong is not confident, however sure; the surest is told', () => {
  const rows = (...own: number[]) =>
    Float32Array.from(own.flatMap((p, image) => (image < 2 ? [p, 1 - p] : [1 - p, p])));
  const labels = Uint16Array.of(0, 0, 1, 1);
  const of = (predicted: number[], ...own: number[]) => ({
    ids: [],
    classes: 2,
    labels,
    predicted: Uint16Array.from(predicted),
    probabilities: rows(...own),
  });
  const classNames = ['cat', 'dog'];
  const balanced = of([0, 0, 0, 1], 0.75, 0.625, 1, 0.875);
  const standard = of([0, 1, 1, 1], 0, 0, 0, 0);
  expect(confidentImages({ standard, balanced }, { confidence: 0.75, classNames })).toEqual([[0], [3]]);
  expect(() => confidentImages({ standard, balanced }, { confidence: 0.9, classNames })).toThrow(
    expect.objectContaining({
      code: 'evaluator/no-confident-images',
      message:
        'a confident balanced batch: expected an image of every class that is answered right with probability 0.9 or more, received none of class "cat" (the best has 0.750); lower confidence, or train the network longer, or leave this stage out',
    }) as Error,
  );
  expect(() => confidentImages({ standard, balanced }, { confidence: 0.8, classNames })).toThrow(/"cat"/);
  const never = of([1, 1, 1, 1], 0, 0, 0, 0);
  expect(() => confidentImages({ standard: never, balanced }, { confidence: 0, classNames })).toThrow(
    /none of class "cat" \(the best has 0\.000\); train the network longer, or leave this stage out$/,
  );
  expect(unsureRemedy(0.1)).toMatch(/^lower confidence, or train/);
});
