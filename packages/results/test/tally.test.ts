import { expect, test } from 'vitest';
import { tally, tallyOf } from '../src/index.ts';

// statsmodels 0.14: proportion_confint(3, 7, 0.05, 'wilson')
test('three wrong answers of seven, the last among them', () => {
  const counted = tally({ labels: [0, 1, 2, 0, 1, 2, 3], predicted: Uint16Array.of(0, 2, 2, 1, 1, 2, 0) });
  expect(counted).toEqual({
    images: 7,
    errors: 3,
    error: 3 / 7,
    interval: [expect.closeTo(0.15821985525146964, 12), expect.closeTo(0.7495416354723428, 12)],
  });
});

test('no wrong answer, none but wrong answers, and no images', () => {
  expect(tally({ labels: [1, 1], predicted: [1, 1] })).toMatchObject({ images: 2, errors: 0, error: 0 });
  expect(tally({ labels: [0], predicted: [1] })).toMatchObject({ images: 1, errors: 1, error: 1 });
  expect(tally({ labels: [], predicted: [] })).toEqual({ images: 0, errors: 0, error: 0, interval: [0, 1] });
  expect(tallyOf(8, 2)).toMatchObject({ images: 8, errors: 2, error: 0.25 });
});
