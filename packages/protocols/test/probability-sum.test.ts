import { expect, test } from 'vitest';
import { ProbabilitySum } from '../src/probability-sum.ts';

test('the mean over passes, of the rows that count, whatever their order', () => {
  const sum = new ProbabilitySum({ images: 3, classes: 2 });
  expect(sum.add(Float32Array.of(0.5, 0.5, 1, 0), { indices: [2, 0] })).toBe(2);
  // Image 0 fills this batch: its second row is not added.
  expect(sum.add(Float32Array.of(0.25, 0.75, 0, 1), { indices: [1, 0], counted: [1, 0] })).toBe(1);
  sum.endPass('own');
  expect(sum.add(Float32Array.of(0, 1, 0.75, 0.25, 1, 0), { indices: [0, 1, 2], counted: [1, 1, 1] })).toBe(
    3,
  );
  sum.endPass('own');
  expect(sum.average()).toEqual(Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.75, 0.25));
});

test('an image that counts twice in a pass, or never, is told with the number', () => {
  const sum = new ProbabilitySum({ images: 2, classes: 1 });
  sum.add(Float32Array.of(1, 1, 1), { indices: [0, 1, 1] });
  expect(() => sum.endPass('own')).toThrow(
    expect.objectContaining({
      code: 'protocol/image-count',
      message:
        'protocol "own": expected an arrangement that counts every image exactly once, received image 1 2 times; mend its arrange()',
    }) as Error,
  );
  const none = new ProbabilitySum({ images: 1, classes: 1 });
  expect(() => none.endPass('own')).toThrow('received image 0 0 times');
});

test('a row of another length is our own mistake', () => {
  const sum = new ProbabilitySum({ images: 2, classes: 2 });
  expect(() => sum.add(new Float32Array(3), { indices: [0, 1] })).toThrow(
    'internal: 3 probabilities for 2 images of 2 classes',
  );
});

test('NaN of a row that only fills the batch does no harm; of one that counts it is an error', () => {
  const sum = new ProbabilitySum({ images: 1, classes: 2 });
  sum.add(Float32Array.of(0.5, 0.5, NaN, NaN), { indices: [0, 0], counted: [1, 0] });
  sum.endPass('own');
  expect(sum.average()).toEqual(Float32Array.of(0.5, 0.5));
  expect(() => sum.add(Float32Array.of(0.5, NaN), { indices: [0] })).toThrow('received NaN');
});
