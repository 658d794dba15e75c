import { expect, test } from 'vitest';
import { classHistogram, meetings, planOf, repeatedImages, selectBatches } from '../src/index.ts';

const plan = (...batches: (readonly number[])[]) =>
  planOf(batches.map((images) => images.map((image) => ({ image, counts: true }))));

test('pairs that meet again are counted against the plan before, in whatever order images stand', () => {
  const plans = [plan([0, 1, 2], [3, 4]), plan([3, 1, 0], [2, 4]), plan([1, 0], [4, 2, 3], [3])];
  expect(meetings(plans)).toEqual([
    // 01 03 13 24, of which 01 had met.
    { pairs: 4, again: 1, expected: (4 * 4) / 10 },
    // 01 23 24 34, of which 01 and 24 had met.
    { pairs: 4, again: 2, expected: (4 * 4) / 10 },
  ]);
  expect(meetings(plans.slice(0, 1))).toEqual([]);
});

test('an image repeated in its batch does not meet itself, nor anybody twice', () => {
  expect(meetings([plan([0, 1]), plan([1, 0, 1, 0, 0])])).toEqual([{ pairs: 1, again: 1, expected: 1 }]);
});

test('images by class in each batch, those that fill it included', () => {
  const filled = planOf([
    [
      { image: 2, counts: true },
      { image: 0, counts: true },
    ],
    [
      { image: 1, counts: true },
      { image: 2, counts: false },
      { image: 2, counts: false },
    ],
  ]);
  const labels = Uint16Array.of(1, 0, 2);
  expect(classHistogram(filled, { labels, classes: 3 })).toEqual([
    Uint32Array.of(0, 1, 1),
    Uint32Array.of(1, 0, 2),
  ]);
  expect(repeatedImages(filled)).toBe(2);
  expect(repeatedImages(plan([0, 1]))).toBe(0);
});

test('chosen batches come in the order of the choice; one that is not there is our own mistake', () => {
  expect(selectBatches(plan([0], [1, 2], [3]), [2, 1])).toEqual(plan([3], [1, 2]));
  expect(() => selectBatches(plan([0], [1]), [2])).toThrow('internal: batch 2 of 2');
});
