import type { Size } from '@batchmates/dataset';
import { randomStream, type RandomStream } from '@batchmates/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centreView, randomRegion, viewRegion, type Augmentation, type Crop } from '../src/index.ts';

const scaleCrop = (scale: [number, number]): Augmentation => ({
  kind: 'scale-crop',
  scale,
  flip: true,
  colour: 0,
});
const inceptionCrop: Augmentation = {
  kind: 'inception-crop',
  area: [0.08, 1],
  aspect: [3 / 4, 4 / 3],
  flip: true,
  colour: 0,
};

const cifar: { crop: Crop; image: Size } = {
  crop: { height: 36, width: 36 },
  image: { height: 40, width: 40 },
};

const sides = fc.record({
  height: fc.integer({ min: 1, max: 400 }),
  width: fc.integer({ min: 1, max: 400 }),
});

describe('random regions', () => {
  test('lie within the image, whatever its size', () => {
    const augmentation = fc.constantFrom<Augmentation>('none', scaleCrop([0.5, 2]), inceptionCrop);
    fc.assert(
      fc.property(augmentation, sides, sides, fc.integer(), (how, crop, image, seed) => {
        const { top, left, height, width } = randomRegion(how, { crop, image }, randomStream(seed));
        expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
        expect(Math.min(height, width)).toBeGreaterThan(0);
        expect(top + height).toBeLessThanOrEqual(image.height + 1e-9);
        expect(left + width).toBeLessThanOrEqual(image.width + 1e-9);
      }),
    );
  });

  test('of scale-crop enlarge by the given factors, at places all over the image', () => {
    const regions = sample(scaleCrop([1, 1.5]), cifar);
    const scales = regions.map(({ height }) => 36 / height);
    expect(Math.min(...scales)).toBeCloseTo(1, 1);
    expect(Math.max(...scales)).toBeCloseTo(1.5, 1);
    expect(regions.every(({ height, width }) => height === width)).toBe(true);
    const tops = regions.map(({ top, height }) => top / (40 - height));
    expect(Math.min(...tops)).toBeLessThan(0.02);
    expect(Math.max(...tops)).toBeGreaterThan(0.98);
  });

  test('of inception-crop have area and aspect in range, evenly spread', () => {
    const image = { height: 256, width: 256 };
    const regions = sample(inceptionCrop, { crop: { height: 224, width: 224 }, image });
    const areas = regions.map(({ height, width }) => (height * width) / (256 * 256));
    const aspects = regions.map(({ height, width }) => width / height);
    expect(Math.min(...areas)).toBeGreaterThanOrEqual(0.08);
    expect(Math.max(...areas)).toBeLessThanOrEqual(1);
    expect(Math.min(...aspects)).toBeGreaterThanOrEqual(3 / 4 - 1e-9);
    expect(Math.max(...aspects)).toBeLessThanOrEqual(4 / 3 + 1e-9);
    expect(aspects.filter((aspect) => aspect < 1).length / aspects.length).toBeCloseTo(0.5, 1);
  });

  test('of inception-crop are central where no try fits', () => {
    const ribbon = { crop: { height: 10, width: 10 }, image: { height: 4, width: 4000 } };
    const wide: Augmentation = { ...inceptionCrop, area: [1, 1] };
    expect(randomRegion(wide, ribbon, randomStream(0))).toEqual(viewRegion(centreView, ribbon));
  });

  test('of inception-crop may be the whole image', () => {
    const whole: Augmentation = { ...inceptionCrop, area: [1, 1], aspect: [1, 1] };
    const square = { crop: { height: 10, width: 10 }, image: { height: 16, width: 16 } };
    expect(randomRegion(whole, square, randomStream(0))).toEqual({
      top: 0,
      left: 0,
      height: 16,
      width: 16,
      flip: false,
    });
  });

  test('of inception-crop are central when the first ten tries do not fit', () => {
    const where = { crop: { height: 2, width: 2 }, image: { height: 8, width: 8 } };
    const how: Augmentation = { ...inceptionCrop, area: [0.25, 1], aspect: [1, 4] };
    // The first of a try is the area, from a quarter to all of it, the second the aspect, from 1 to 4: all of it is 16 wide.
    const misses = (count: number) => numbers([...Array<number>(2 * count).fill(1), 0, 0, 0.5, 0.25]);
    expect(randomRegion(how, where, misses(9))).toEqual({
      top: 2,
      left: 1,
      height: 4,
      width: 4,
      flip: false,
    });
    expect(randomRegion(how, where, misses(10))).toEqual({
      top: 3,
      left: 3,
      height: 2,
      width: 2,
      flip: false,
    });
  });
});

/** A stream that gives these uniform numbers. */
function numbers(uniform: number[]): RandomStream {
  return { ...randomStream(0), uniform: () => uniform.shift()! };
}

function sample(augmentation: Augmentation, where: { crop: Crop; image: Size }) {
  return Array.from({ length: 1000 }, (_, index) =>
    randomRegion(augmentation, where, randomStream(3, index)),
  );
}
