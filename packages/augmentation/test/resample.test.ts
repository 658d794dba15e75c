import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageShape, Size } from '@batchmates/dataset';
import { resample, type ColourMap, type Region } from '../src/index.ts';

/** Colours as they are. */
const identity: ColourMap = { gain: Float64Array.of(1, 1, 1), offset: Float64Array.of(0, 0, 0) };

const image: ImageShape = { height: 9, width: 11, channels: 3 };

const pixels = fc.uint8Array({ minLength: 9 * 11 * 3, maxLength: 9 * 11 * 3 });

/** A region that lies within the image, of whole or broken pixels. */
const region = fc
  .record({
    top: fc.double({ min: 0, max: 8, noNaN: true }),
    left: fc.double({ min: 0, max: 10, noNaN: true }),
  })
  .chain(({ top, left }) =>
    fc.record({
      top: fc.constant(top),
      left: fc.constant(left),
      height: fc.double({ min: 0.5, max: 9 - top, noNaN: true }),
      width: fc.double({ min: 0.5, max: 11 - left, noNaN: true }),
      flip: fc.boolean(),
    }),
  );

const size = fc.record({ height: fc.integer({ min: 1, max: 20 }), width: fc.integer({ min: 1, max: 20 }) });

describe('resample', () => {
  test('is the triangle filter, by the definition', () => {
    fc.assert(
      fc.property(pixels, region, size, (source, where, to) => {
        const got = run(source, where, to);
        const wanted = byDefinition(source, where, to);
        got.forEach((value, at) => expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-3));
      }),
    );
  });

  test('copies whole pixels exactly, mirrored or not', () => {
    fc.assert(
      fc.property(
        pixels,
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
        (source, top, left, flip) => {
          const got = run(source, { top, left, height: 5, width: 6, flip }, { height: 5, width: 6 });
          for (let y = 0; y < 5; y++) {
            for (let x = 0; x < 6; x++) {
              const column = left + (flip ? 5 - x : x);
              const from = ((top + y) * 11 + column) * 3;
              expect(got.subarray((y * 6 + x) * 3, (y * 6 + x) * 3 + 3)).toEqual(
                Float32Array.from(source.subarray(from, from + 3)),
              );
            }
          }
        },
      ),
    );
  });

  test('leaves a plain image plain, at its edges too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), region, size, (value, where, to) => {
        const source = new Uint8Array(9 * 11 * 3).fill(value);
        for (const each of run(source, where, to)) expect(each).toBeCloseTo(value, 3);
      }),
    );
  });

  test('does not alias: stripes of one pixel turn grey when shrunk', () => {
    const stripes = Uint8Array.from({ length: 9 * 11 * 3 }, (_, at) =>
      (Math.floor(at / 3) % 11) % 2 === 0 ? 0 : 255,
    );
    const inner = run(
      stripes,
      { top: 0, left: 1.3, height: 9, width: 8, flip: false },
      { height: 3, width: 2 },
    );
    for (const value of inner) expect(Math.abs(value - 127.5)).toBeLessThan(10);
  });

  test('maps colours by channel', () => {
    const target = new Float32Array(3);
    const colour = { gain: Float64Array.of(1, 2, 3), offset: Float64Array.of(4, 10, -5) };
    const one = { top: 0, left: 0, height: 1, width: 1, flip: false };
    const options = {
      image: { height: 1, width: 1, channels: 3 },
      region: one,
      size: { height: 1, width: 1 },
      colour,
    };
    resample(target, Uint8Array.of(7, 8, 9), options);
    expect(target).toEqual(Float32Array.of(11, 26, 22));
  });

  test('works on images of one channel', () => {
    const target = new Float32Array(4);
    resample(target, Uint8Array.of(1, 2, 3, 4), {
      image: { height: 2, width: 2, channels: 1 },
      region: { top: 0, left: 0, height: 2, width: 2, flip: true },
      size: { height: 2, width: 2 },
      colour: { gain: Float64Array.of(1), offset: Float64Array.of(0) },
    });
    expect(target).toEqual(Float32Array.of(2, 1, 4, 3));
  });
});

describe('resample, by hand', () => {
  test('shrinks two channels to half, each with its own colours', () => {
    const target = new Float32Array(4);
    resample(target, Uint8Array.of(0, 100, 10, 110, 20, 120, 30, 130), {
      image: { height: 1, width: 4, channels: 2 },
      region: { top: 0, left: 0, height: 1, width: 4, flip: false },
      size: { height: 1, width: 2 },
      colour: { gain: Float64Array.of(2, 0.5), offset: Float64Array.of(1, -3) },
    });
    // A triangle of reach 2 around 0.5 weighs the first three pixels 3, 3 and 1: (3 * 0 + 3 * 10 + 1 * 20) / 7 = 50 / 7.
    const first = 50 / 7;
    const last = 30 - first;
    [2 * first + 1, (100 + first) / 2 - 3, 2 * last + 1, (100 + last) / 2 - 3].forEach((value, at) => {
      expect(target[at]).toBeCloseTo(value, 4);
    });
  });

  test.each([
    ['above', { top: -7, left: 0 }, [1, 2]],
    ['below', { top: 5, left: 0 }, [3, 4]],
    ['left', { top: 0, left: -7 }, [1, 3]],
    ['right', { top: 0, left: 5 }, [2, 4]],
  ])('shows the edge where a region lies %s of the image', (_, place, edge) => {
    const region = { height: 2, width: 2, flip: false, ...place };
    const target = small(region);
    const vertical = place.left === 0;
    const [a, b] = [edge[0]!, edge[1]!];
    expect(target).toEqual(vertical ? Float32Array.of(a, b, a, b) : Float32Array.of(a, a, b, b));
  });

  test.each([1, 3])('writes nothing behind its place in a batch of images: %i channels', (channels) => {
    const target = new Float32Array(8 * channels).fill(-1);
    resample(target, new Uint8Array(4 * channels).fill(9), {
      image: { height: 2, width: 2, channels },
      region: { top: 0, left: 0, height: 2, width: 2, flip: false },
      size: { height: 2, width: 2 },
      colour: { gain: new Float64Array(channels).fill(1), offset: new Float64Array(channels) },
    });
    expect(target).toEqual(new Float32Array(8 * channels).fill(9, 0, 4 * channels).fill(-1, 4 * channels));
  });
});

/** A region of the grey image [[1, 2], [3, 4]] in 2x2 pixels. */
function small(region: Region): Float32Array {
  const target = new Float32Array(4);
  resample(target, Uint8Array.of(1, 2, 3, 4), {
    image: { height: 2, width: 2, channels: 1 },
    region,
    size: { height: 2, width: 2 },
    colour: { gain: Float64Array.of(1), offset: Float64Array.of(0) },
  });
  return target;
}

function run(source: Uint8Array, where: Region, to: Size): Float32Array {
  const target = new Float32Array(to.height * to.width * 3).fill(NaN);
  resample(target, source, { image, region: where, size: to, colour: identity });
  return target;
}

/** Every pixel of the image weighted for every pixel of the result, in both directions at once. */
function byDefinition(source: Uint8Array, where: Region, to: Size): number[] {
  const rows = weights(where.top, where.height, to.height, image.height);
  const columns = weights(where.left, where.width, to.width, image.width);
  if (where.flip) columns.reverse();
  return rows.flatMap((row) =>
    columns.flatMap((column) =>
      [0, 1, 2].map((channel) => {
        let [sum, total] = [0, 0];
        row.forEach((down, y) =>
          column.forEach((across, x) => {
            sum += down * across * source[(y * image.width + x) * 3 + channel]!;
            total += down * across;
          }),
        );
        return sum / total;
      }),
    ),
  );
}

function weights(start: number, extent: number, count: number, limit: number): number[][] {
  const step = extent / count;
  return Array.from({ length: count }, (_, place) => {
    const centre = start + (place + 0.5) * step;
    return Array.from({ length: limit }, (_, at) =>
      Math.max(0, 1 - Math.abs(at + 0.5 - centre) / Math.max(1, step)),
    );
  });
}
