import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scorePredictions } from '../src/index.ts';

test('counts errors, errors by class and confusions', () => {
  const answers = { labels: [0, 0, 1, 1, 1], predicted: [0, 1, 1, 1, 0] };
  const scores = scorePredictions(answers, ['cat', 'dog', 'eel']);
  expect(scores).toMatchObject({ images: 5, errors: 2, error: 0.4 });
  expect(scores.confusion).toEqual([
    [1, 1, 0],
    [1, 2, 0],
    [0, 0, 0],
  ]);
  expect(scores.perClass).toMatchObject([
    { name: 'cat', images: 2, errors: 1, error: 0.5 },
    { name: 'dog', images: 3, errors: 1, error: 1 / 3 },
    { name: 'eel', images: 0, errors: 0, error: 0, interval: [0, 1] },
  ]);
});

test('classes and the confusion matrix add up to the whole', () => {
  const pairs = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1 });
  fc.assert(
    fc.property(pairs, (images) => {
      const answers = {
        labels: images.map(([label]) => label),
        predicted: images.map(([, answer]) => answer),
      };
      const scores = scorePredictions(answers, ['a', 'b', 'c', 'd']);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(scores.perClass.map(({ errors }) => errors))).toBe(scores.errors);
      expect(sum(scores.confusion.flat())).toBe(images.length);
      expect(sum(scores.confusion.map((row, label) => row[label] ?? 0))).toBe(images.length - scores.errors);
    }),
  );
});
