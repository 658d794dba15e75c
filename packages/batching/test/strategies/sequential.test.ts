import { describe, expect, test } from 'vitest';
import { batchCount, placesOf, type BatchPlan } from '../../src/index.ts';
import { sequential } from '../../src/strategies/sequential.ts';

const plan = (images: number, batchSize: number, options: object = {}) =>
  sequential.plan(
    { labels: new Uint16Array(images), classes: 1, batchSize, seed: 0, epoch: 0 },
    sequential.options.parse(options),
  );

/** Images by batch; those that only fill a batch are negative, `-1 - image`. */
const written = (made: BatchPlan) =>
  Array.from({ length: batchCount(made) }, (_, batch) =>
    placesOf(made, batch).map(({ image, counts }) => (counts ? image : -1 - image)),
  );

describe('what becomes of seven images in batches of three', () => {
  test.each([
    [
      'drop',
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      'wrap',
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, -1, -2],
      ],
    ],
  ])('%s', (remainder, batches) => expect(written(plan(7, 3, { remainder }))).toEqual(batches));

  test('nothing told: the last is dropped', () => {
    expect(plan(7, 3)).toEqual(plan(7, 3, { remainder: 'drop' }));
  });

  test('error', () => {
    expect(() => plan(7, 3, { remainder: 'error' })).toThrow(
      expect.objectContaining({
        code: 'batching/options',
        message:
          'option batchSize: expected a divisor of the 7 images, received 3; or set remainder to drop or wrap',
      }) as Error,
    );
  });
});

test.each(['drop', 'wrap', 'error'])(
  'six images in batches of three are two batches under %s',
  (remainder) => {
    const made = plan(6, 3, { remainder });
    expect(written(made)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(made.counted).toBeUndefined();
  },
);

test('fewer images than a batch fill it several times over, and count once', () => {
  expect(written(plan(2, 5, { remainder: 'wrap' }))).toEqual([[0, 1, -1, -2, -1]]);
  expect(written(plan(2, 5, { remainder: 'drop' }))).toEqual([]);
});

test.each(['drop', 'wrap', 'error'])('no images are no batches under %s', (remainder) => {
  expect(plan(0, 3, { remainder })).toEqual({ indices: new Uint32Array(), offsets: Uint32Array.of(0) });
});

describe('processes', () => {
  const shared = (images: number, world: number, remainder: string) =>
    Array.from({ length: world }, (_, rank) => written(plan(images, 2, { rank, world, remainder })));

  test('take turns, and images that only fill a batch do not count for the process that has it', () => {
    expect(shared(7, 2, 'wrap')).toEqual([
      [
        [0, 1],
        [4, 5],
      ],
      [
        [2, 3],
        [6, -1],
      ],
    ]);
  });

  test('batches that do not go round are left out, or made up by the first ones', () => {
    expect(shared(8, 3, 'drop')).toEqual([[[0, 1]], [[2, 3]], [[4, 5]]]);
    expect(shared(8, 3, 'wrap')).toEqual([
      [
        [0, 1],
        [6, 7],
      ],
      [
        [2, 3],
        [0, 1],
      ],
      [
        [4, 5],
        [2, 3],
      ],
    ]);
  });

  test('more processes than batches have nothing to do, or share', () => {
    expect(shared(2, 2, 'drop')).toEqual([[], []]);
    expect(shared(2, 2, 'wrap')).toEqual([[[0, 1]], [[0, 1]]]);
    expect(shared(0, 2, 'wrap')).toEqual([[], []]);
  });

  test('batches that have to go round do, or it is an error', () => {
    expect(shared(8, 2, 'error')).toEqual([
      [
        [0, 1],
        [4, 5],
      ],
      [
        [2, 3],
        [6, 7],
      ],
    ]);
    expect(() => shared(8, 3, 'error')).toThrow(
      expect.objectContaining({
        code: 'batching/options',
        message:
          "option world: expected a divisor of the epoch's 4 batches, received 3; or set remainder to drop or wrap",
      }) as Error,
    );
  });

  test.each([
    [1, 1],
    [3, 2],
  ])('rank %i of %i is an error', (rank, world) => {
    expect(() => plan(8, 2, { rank, world })).toThrow(
      expect.objectContaining({
        code: 'batching/options',
        message: `option rank: expected below world (${world}), received ${rank}`,
      }) as Error,
    );
  });
});
