import { expect, test } from 'vitest';
import { imagesByClass } from '../src/images-by-class.ts';

const labels = Uint16Array.of(2, 0, 2);

test('images of each class, ascending', () => {
  expect(imagesByClass({ labels, classes: 4 }, { everyClass: false })).toEqual([[1], [], [0, 2], []]);
  expect(imagesByClass({ labels: Uint16Array.of(1, 0, 1), classes: 2 }, { everyClass: true })).toEqual([
    [1],
    [0, 2],
  ]);
});

test('an empty class and a label without a class are errors with codes', () => {
  expect(() => imagesByClass({ labels, classes: 3 }, { everyClass: true })).toThrow(
    expect.objectContaining({
      code: 'batching/empty-class',
      message:
        'balanced batches of 3 classes: expected at least one image of every class, received none of class 1; add images of that class or leave the class out of the data set',
    }) as Error,
  );
  expect(() => imagesByClass({ labels, classes: 2 }, { everyClass: false })).toThrow(
    expect.objectContaining({
      code: 'batching/options',
      message: 'label of image 0: expected a class index below 2, received 2',
    }) as Error,
  );
});
