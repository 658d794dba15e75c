import type { DatasetInfo } from '@batchmates/dataset';
import { expect, test } from 'vitest';
import { cropOf, inputOf } from '../src/crop-of.ts';

const info = (
  [height, width]: readonly [number, number],
  encoding: DatasetInfo['encoding'] = 'raw',
  padding = 0,
): DatasetInfo => ({
  shape: { height, width, channels: 3 },
  encoding,
  padding,
  classNames: ['a'],
  description: '',
  normalisation: { mean: [], std: [], eigenvalues: [], eigenvectors: [] },
});

test.each([
  ['padded images lose half of their padding', info([40, 40], 'raw', 4), {}, { height: 36, width: 36 }],
  ['others are seen whole', info([32, 28]), {}, { height: 32, width: 28 }],
  ['photographs lose an eighth', info([256, 256], 'encoded'), {}, { height: 224, width: 224 }],
  ['of their shorter side', info([300, 256], 'encoded'), {}, { height: 224, width: 224 }],
  ['whole pixels', info([257, 300], 'encoded'), {}, { height: 225, width: 225 }],
  ['a crop is square', info([32, 28]), { crop: 24 }, { height: 24, width: 24 }],
  ['as large as the shorter side at most', info([32, 28]), { crop: 28 }, { height: 28, width: 28 }],
  [
    'a resolution resamples the window',
    info([256, 256], 'encoded'),
    { resolution: 64 },
    { height: 224, width: 224, resolution: { height: 64, width: 64 } },
  ],
])('%s', (_, dataset, params, crop) => {
  expect(cropOf(params, dataset)).toEqual(crop);
});

test('a crop larger than the shorter side is refused', () => {
  for (const sides of [
    [32, 28],
    [28, 32],
  ] as const)
    expect(() => cropOf({ crop: 29 }, info(sides))).toThrow(
      expect.objectContaining({
        code: 'trainer/crop',
        message: 'training: crop: expected at most 28, the side of the stored images, received 29',
      }),
    );
});

test('the network is built for the resolution', () => {
  const dataset = info([256, 256], 'encoded');
  expect(inputOf(cropOf({}, dataset), dataset)).toEqual({ height: 224, width: 224, channels: 3 });
  expect(inputOf(cropOf({ resolution: 64 }, dataset), dataset)).toEqual({
    height: 64,
    width: 64,
    channels: 3,
  });
});
