import type { PixelNormalisation } from '@batchmates/dataset';
import { randomStream, type RandomStream } from '@batchmates/random';
import { describe, expect, test } from 'vitest';
import {
  augmentationSchema,
  augmentImage,
  centreView,
  colourShift,
  cropSchema,
  exampleStream,
  normalisingMap,
  viewImage,
  type Augmentation,
  type ExampleKey,
} from '../src/index.ts';

const normalisation: PixelNormalisation = {
  mean: [0.5, 0.4, 0.3],
  std: [0.25, 0.2, 0],
  eigenvalues: [0.09, 0.01, 0],
  eigenvectors: [
    [0.6, 0.8, 0],
    [-0.8, 0.6, 0],
    [0, 0, 1],
  ],
};

const image = { height: 40, width: 40, channels: 3 };
const crop = { height: 36, width: 36 };
const source = Uint8Array.from({ length: 40 * 40 * 3 }, (_, at) => (at * at) % 256);
const scaleCrop: Augmentation = { kind: 'scale-crop', scale: [0.9, 1.1], flip: true, colour: 0.1 };

describe('augmentImage', () => {
  test('gives the same pixels for the same seed, epoch and image, and others otherwise', () => {
    const key = { seed: 1, epoch: 2, image: 3 };
    expect(example(key)).toEqual(example(key));
    for (const other of [{ seed: 2 }, { epoch: 3 }, { image: 4 }]) {
      expect(example({ ...key, ...other })).not.toEqual(example(key));
    }
  });

  test('without augmentation is the central view', () => {
    const view = new Float32Array(36 * 36 * 3);
    viewImage(view, source, { view: centreView, image, crop, normalisation });
    for (const none of ['none', { kind: 'none' }] as const) {
      expect(example({ seed: 0, epoch: 0, image: 0 }, none)).toEqual(view);
    }
  });

  test('mirrors half of the images, or none', () => {
    // The left half is black and the right half white.
    const halves = Uint8Array.from({ length: 40 * 40 * 3 }, (_, at) =>
      Math.floor(at / 3) % 40 < 20 ? 0 : 255,
    );
    const mirrored = (flip: boolean) =>
      Array.from({ length: 400 }, (_, index) => {
        const augmentation: Augmentation = { kind: 'scale-crop', scale: [1, 1], flip, colour: 0 };
        const target = example({ seed: 0, epoch: 0, image: index }, augmentation, halves);
        return target[0]! > target[35 * 3]! ? 1 : 0;
      }).reduce<number>((sum, each) => sum + each, 0);
    expect(mirrored(false)).toBe(0);
    expect(Math.abs(mirrored(true) - 200)).toBeLessThan(40);
  });
});

describe('augmentImage, by hand', () => {
  const normalisation: PixelNormalisation = {
    mean: [0.5, 0.4, 0.3],
    std: [0.25, 0.2, 0.5],
    eigenvalues: [0.09, 0.01, 0],
    eigenvectors: [
      [0.6, 0.8, 0],
      [-0.8, 0.6, 0],
      [0, 0, 1],
    ],
  };
  // 0.2, 0.4, 0.8 and 0.4, 0.6, 1 of 255.
  const source = Uint8Array.of(51, 102, 204, 102, 153, 255);
  const shape = { height: 1, width: 2, channels: 3 };
  const whole = { height: 1, width: 2 };

  /** The two pixels, with the place at 0 and then the flip and the colours of these numbers. */
  function pair({
    flip,
    colour,
    drawn,
    normals,
    colourBy,
  }: {
    flip: boolean;
    colour: number;
    drawn: number;
    normals: number[];
    colourBy?: 'deviation' | 'eigenvalue';
  }) {
    const uniform = [0.5, 0, 0, drawn];
    const stream: RandomStream = {
      ...randomStream(0),
      uniform: () => uniform.shift()!,
      normal: () => {
        if (normals.length === 0) throw new Error('draws a normal number that nobody needs');
        return normals.shift()!;
      },
    };
    const augmentation: Augmentation = {
      kind: 'scale-crop',
      scale: [1, 1],
      flip,
      colour,
      colourBy,
    };
    const target = new Float32Array(6);
    augmentImage(target, source, { augmentation, stream, image: shape, crop: whole, normalisation });
    return target;
  }

  const left = [(0.2 - 0.5) / 0.25, 0, (0.8 - 0.3) / 0.5];
  const right = [(0.4 - 0.5) / 0.25, (0.6 - 0.4) / 0.2, (1 - 0.3) / 0.5];

  test('normalises every channel: (v / 255 - mean) / std', () => {
    const target = new Float32Array(6);
    viewImage(target, source, { view: centreView, image: shape, crop: whole, normalisation });
    expectClose(target, [...left, ...right]);
    expectClose(pair({ flip: false, colour: 0, drawn: 0, normals: [] }), [...left, ...right]);
  });

  test('mirrors when the number drawn is below one half', () => {
    expectClose(pair({ flip: true, colour: 0, drawn: 0.49, normals: [] }), [...right, ...left]);
    expectClose(pair({ flip: true, colour: 0, drawn: 0.5, normals: [] }), [...left, ...right]);
  });

  test('shifts the colours of both pixels by 0.1 standard deviations along each component, times the number drawn', () => {
    // Along the components 0.1 * 0.3 * 1 = 0.03, 0.1 * 0.1 * -2 = -0.02 and 0, so by channel
    // 0.03 * 0.6 + 0.02 * 0.8 = 0.034, 0.03 * 0.8 - 0.02 * 0.6 = 0.012 and 0.
    const shift = [0.034 / 0.25, 0.012 / 0.2, 0];
    expectClose(
      pair({ flip: false, colour: 0.1, drawn: 0, normals: [1, -2, 3] }),
      [...left, ...right].map((value, at) => value + shift[at % 3]!),
    );
  });

  test('shifts by the eigenvalue where that is asked for', () => {
    // 0.1 * 0.09 * 1 = 0.009 and 0.1 * 0.01 * -2 = -0.002: 0.009 * 0.6 + 0.002 * 0.8 = 0.007, 0.009 * 0.8 - 0.002 * 0.6 = 0.006.
    const shift = [0.007 / 0.25, 0.006 / 0.2, 0];
    expectClose(
      pair({ flip: false, colour: 0.1, drawn: 0, normals: [1, -2, 3], colourBy: 'eigenvalue' }),
      [...left, ...right].map((value, at) => value + shift[at % 3]!),
    );
  });

  test("draws from the stream of the example's seed, epoch and image", () => {
    // The first number of that stream: see the test of randomStream, which has it from elsewhere.
    expect(exampleStream({ seed: 7, epoch: 2, image: 3 }).uniform()).toBe(0.5508055074279398);
    expect(exampleStream({ seed: 7, epoch: 2, image: 3, occurrence: 0 }).uniform()).toBe(0.5508055074279398);
  });

  test('draws anew when an epoch shows the image again', () => {
    const drawn = [0, 1, 2].map((occurrence) =>
      exampleStream({ seed: 7, epoch: 2, image: 3, occurrence }).uniform(),
    );
    expect(new Set(drawn).size).toBe(3);
  });
});

describe('colours', () => {
  test('are normalised to mean 0 and deviation 1; a channel without variation is only centred', () => {
    const { gain, offset } = normalisingMap(normalisation);
    const of = (channel: number, value: number) => gain[channel]! * value * 255 + offset[channel]!;
    expect([of(0, 0.5), of(0, 0.75), of(1, 0.4), of(1, 0.2), of(2, 0.3), of(2, 1.3)]).toEqual(
      [0, 1, 0, -1, 0, 1].map((value): unknown => expect.closeTo(value, 12)),
    );
  });

  test('shift along the principal components, by their standard deviations', () => {
    const shifts = Array.from({ length: 4000 }, (_, index) =>
      colourShift(normalisation, { sigma: 0.1 }, randomStream(index)),
    );
    const along = ([x, y]: readonly number[]) => shifts.map((shift) => shift[0]! * x! + shift[1]! * y!);
    expect(deviation(along([0.6, 0.8]))).toBeCloseTo(0.1 * 0.3, 3);
    expect(deviation(along([-0.8, 0.6]))).toBeCloseTo(0.1 * 0.1, 3);
    expect(shifts.every((shift) => shift[2] === 0)).toBe(true);
  });
});

describe('augmentationSchema', () => {
  test("fills in the paper's numbers", () => {
    expect(augmentationSchema.parse({ kind: 'scale-crop' })).toEqual(scaleCrop);
    expect(augmentationSchema.parse({ kind: 'inception-crop' })).toEqual({
      kind: 'inception-crop',
      area: [0.08, 1],
      aspect: [3 / 4, 4 / 3],
      flip: true,
      colour: 0.1,
    });
    expect(augmentationSchema.parse('none')).toBe('none');
    expect(augmentationSchema.parse({ kind: 'none' })).toEqual({ kind: 'none' });
  });

  test('keeps the numbers that are given, equal ones too', () => {
    const given = { kind: 'scale-crop', scale: [1, 1], flip: false, colour: 0 };
    expect(augmentationSchema.parse(given)).toEqual(given);
    const wide = { kind: 'inception-crop', area: [0.5, 0.75], aspect: [1, 2], flip: false, colour: 0.2 };
    expect(augmentationSchema.parse(wide)).toEqual(wide);
  });

  test('says that a range has its least first', () => {
    expect(augmentationSchema.safeParse({ kind: 'scale-crop', scale: [1.2, 1] }).error?.message).toContain(
      'expected [least, most]',
    );
  });

  test.each(['deviation', 'eigenvalue'] as const)(
    'takes colour shifts by the %s, for either kind',
    (colourBy) => {
      for (const kind of ['scale-crop', 'inception-crop'] as const)
        expect(augmentationSchema.parse({ kind, colourBy })).toMatchObject({ kind, colourBy });
    },
  );

  test.each([
    [{ kind: 'scale-crop', scale: [1.2, 1] }],
    [{ kind: 'scale-crop', scale: [0, 1] }],
    [{ kind: 'scale-crop', area: [0.1, 1] }],
    [{ kind: 'inception-crop', colour: -1 }],
    [{ kind: 'scale-crop', colourBy: 'variance' }],
    [{ kind: 'scale-crop', colourBy: '' }],
    ['all'],
  ])('refuses %j', (value) => {
    expect(augmentationSchema.safeParse(value).success).toBe(false);
  });
});

describe('cropSchema', () => {
  test('reads a crop with and without a resolution', () => {
    const scaled = { height: 224, width: 200, resolution: { height: 72, width: 64 } };
    expect(cropSchema.parse(scaled)).toEqual(scaled);
    expect(cropSchema.parse({ height: 36, width: 30 })).toEqual({ height: 36, width: 30 });
  });

  test.each([
    { height: 36 },
    { height: 0, width: 30 },
    { height: 36, width: 30.5 },
    { height: 36, width: 30, depth: 3 },
    { height: 36, width: 30, resolution: { height: 36 } },
  ])('refuses %j', (value) => {
    expect(cropSchema.safeParse(value).success).toBe(false);
  });
});

function expectClose(got: Float32Array, wanted: readonly number[]): void {
  expect([...got]).toEqual(wanted.map((value): unknown => expect.closeTo(value, 5)));
}

function example(key: ExampleKey, augmentation: Augmentation = scaleCrop, pixels = source): Float32Array {
  const target = new Float32Array(36 * 36 * 3);
  augmentImage(target, pixels, { augmentation, stream: exampleStream(key), image, crop, normalisation });
  return target;
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
