import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classErrors, confusion, errorRate } from '../../src/index.ts';
import { evaluationOf } from '../evaluation-of.ts';

test('counts errors, errors by class and confusions', () => {
  const evaluation = evaluationOf(
    { labels: Uint16Array.of(0, 0, 1, 1, 1), predicted: Uint16Array.of(0, 1, 1, 1, 0) },
    ['cat', 'dog', 'eel'],
  );
  expect(errorRate.compute(evaluation)).toMatchObject({ images: 5, errors: 2, error: 0.4 });
  const confused = confusion.compute(evaluation);
  expect(confused.images).toEqual([
    [1, 1, 0],
    [1, 2, 0],
    [0, 0, 0],
  ]);
  expect(confusion.format(confused)).toBe('Most often taken wrongly: cat as dog (1), dog as cat (1).');
  const classes = classErrors.compute(evaluation);
  expect(classes).toMatchObject([
    { name: 'cat', images: 2, errors: 1, error: 0.5 },
    { name: 'dog', images: 3, errors: 1, error: 1 / 3 },
    { name: 'eel', images: 0, errors: 0, error: 0, interval: [0, 1] },
  ]);
  expect(classErrors.format(classes)).toBe('median 41.7\u00a0%, worst 50.0\u00a0% (cat)');
});

test('classes and the confusion matrix add up to the whole', () => {
  const pairs = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1 });
  fc.assert(
    fc.property(pairs, (images) => {
      const evaluation = evaluationOf(
        {
          labels: Uint16Array.from(images, ([label]) => label),
          predicted: Uint16Array.from(images, ([, answer]) => answer),
        },
        ['a', 'b', 'c', 'd'],
      );
      const [whole, confused] = [errorRate.compute(evaluation), confusion.compute(evaluation)];
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(classErrors.compute(evaluation).map(({ errors }) => errors))).toBe(whole.errors);
      expect(sum(confused.images.flat())).toBe(images.length);
      expect(sum(confused.images.map((row, label) => row[label]!))).toBe(images.length - whole.errors);
    }),
  );
});

test('says so when nothing is taken for another class', () => {
  const right = evaluationOf({ predicted: Uint16Array.of(0, 1) }, ['a', 'b']);
  expect(confusion.format(confusion.compute(right))).toBe('No image is taken for another class.');
});
