import { describe, expect, test } from 'vitest';
import { viewRegion, viewSetSchema, viewsOf, type ViewSet } from '../src/index.ts';

const cifar = { crop: { height: 36, width: 36 }, image: { height: 40, width: 40 } };

describe('views', () => {
  test.each<[ViewSet, number, number]>([
    ['center', 1, 1],
    ['grid', 18, 9],
    ['ten-crop', 10, 5],
  ])('%s: %i, without mirror images %i', (set, all, upright) => {
    expect(new Set(viewsOf(set).map((view) => JSON.stringify(view))).size).toBe(all);
    expect(viewsOf(set, { flip: false })).toHaveLength(upright);
    expect(viewsOf(set, { flip: false }).some(({ flip }) => flip)).toBe(false);
    expect(viewsOf(set)[0]).toEqual({ row: 0.5, column: 0.5, flip: false });
  });

  test('grid takes the offsets 0, 2 and 4 of a padded CIFAR image', () => {
    const places = viewsOf('grid').map((view) => viewRegion(view, cifar));
    expect(new Set(places.map(({ top, left }) => `${top} ${left}`))).toEqual(
      new Set(['0 0', '0 2', '0 4', '2 0', '2 2', '2 4', '4 0', '4 2', '4 4']),
    );
    expect(places.every(({ height, width }) => height === 36 && width === 36)).toBe(true);
  });

  test('ten-crop is the centre and the four corners, each and its mirror image', () => {
    const photograph = { crop: { height: 6, width: 8 }, image: { height: 10, width: 20 } };
    const places = viewsOf('ten-crop').map((view) => viewRegion(view, photograph));
    expect(places.map(({ top, left, flip }) => [top, left, flip])).toEqual([
      [2, 6, false],
      [2, 6, true],
      [0, 0, false],
      [0, 0, true],
      [0, 12, false],
      [0, 12, true],
      [4, 0, false],
      [4, 0, true],
      [4, 12, false],
      [4, 12, true],
    ]);
    expect(places.every(({ height, width }) => height === 6 && width === 8)).toBe(true);
  });

  test('start at whole pixels of images that are not square', () => {
    const photograph = { crop: { height: 224, width: 224 }, image: { height: 256, width: 341 } };
    const [centre] = viewsOf('center').map((view) => viewRegion(view, photograph));
    expect(centre).toEqual({ top: 16, left: 58, height: 224, width: 224, flip: false });
  });

  test('shrink to fit images smaller than the crop, keeping its shape', () => {
    const small = { crop: { height: 40, width: 20 }, image: { height: 10, width: 100 } };
    const [centre] = viewsOf('center').map((view) => viewRegion(view, small));
    expect(centre).toEqual({ top: 0, left: 47, height: 10, width: 5, flip: false });
    const narrow = { crop: { height: 20, width: 40 }, image: { height: 100, width: 10 } };
    const [middle] = viewsOf('center').map((view) => viewRegion(view, narrow));
    expect(middle).toEqual({ top: 47, left: 0, height: 5, width: 10, flip: false });
  });

  test('are named in a pipeline by their set', () => {
    expect(viewSetSchema.options).toEqual(['center', 'grid', 'ten-crop']);
  });
});
