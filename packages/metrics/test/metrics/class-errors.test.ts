import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classErrors, confusion, errorRate, wrongAnswers } from '../../src/index.ts';
import { evaluationOf } from '../../src/testing/index.ts';

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

test('the three most frequent wrong answers are told, the most frequent first, equal ones in class order', () => {
  // Of a: twice b, once c; of b: three times c; of c: twice a, once b.
  const labels = Uint16Array.of(0, 0, 0, 1, 1, 1, 1, 2, 2, 2);
  const predicted = Uint16Array.of(1, 1, 2, 2, 2, 2, 1, 0, 0, 1);
  const confused = confusion.compute(evaluationOf({ labels, predicted }, ['a', 'b', 'c']));
  expect(wrongAnswers(confused)).toEqual([
    { truth: 1, answer: 2, images: 3 },
    { truth: 0, answer: 1, images: 2 },
    { truth: 2, answer: 0, images: 2 },
    { truth: 0, answer: 2, images: 1 },
    { truth: 2, answer: 1, images: 1 },
  ]);
  expect(confusion.format(confused)).toBe('Most often taken wrongly: b as c (3), a as b (2), c as a (2).');
});

test('the median of an even number of classes is between the two in the middle; without classes there is none', () => {
  // Errors 1, 0, 1/2, 1/4.
  const labels = Uint16Array.of(0, 1, 2, 2, 3, 3, 3, 3);
  const predicted = Uint16Array.of(3, 1, 2, 3, 3, 3, 0, 3);
  const classes = classErrors.compute(evaluationOf({ labels, predicted }, ['a', 'b', 'c', 'd']));
  expect(classes.map(({ error }) => error)).toEqual([1, 0, 0.5, 0.25]);
  expect(classErrors.format(classes)).toBe('median 37.5\u00a0%, worst 100.0\u00a0% (a)');
  expect(classErrors.format([])).toBe('no classes');
});
