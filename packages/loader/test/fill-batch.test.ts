import { centreView, type Augmentation, type Crop } from '@batchmates/augmentation';
import { randomStream } from '@batchmates/random';
import { describe, expect, test } from 'vitest';
import { fillBatch, type BatchMembers, type Pixels, type Preparation } from '../src/index.ts';
import { valuesPerImage } from '../src/fill-batch.ts';

const normalisation = {
  mean: [0.5, 0.2, 0],
  std: [0.25, 0.5, 2],
  eigenvalues: [1, 4, 9],
  eigenvectors: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};
const crop: Crop = { height: 1, width: 2 };
const view: Preparation = { kind: 'view', view: centreView };

/** Image `i` has two pixels: red 51 i of 255 and green 102, then both and blue 255. */
const image = (index: number): Pixels => ({
  data: Uint8Array.of(51 * index, 102, 0, 51 * index, 102, 255),
  shape: { height: 1, width: 2, channels: 3 },
});
const normalised = (index: number) => {
  const [red, green] = [(0.2 * index - 0.5) / 0.25, (0.4 - 0.2) / 0.5];
  return [red, green, 0, red, green, 1 / 2];
};

interface Filled {
  readonly members: BatchMembers;
  readonly source?: (index: number) => Pixels | Promise<Pixels>;
  readonly preparation?: Preparation;
}

/** A batch of at most four images, over memory in which -9 marks what was never written. */
async function fill({ members, source = image, preparation = view }: Filled): Promise<number[]> {
  const target = new Float32Array(4 * 6).fill(-9);
  await fillBatch(target, members, { source, presentation: { crop, normalisation }, preparation });
  return [...target];
}

const close = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 5));
const never = { occurrences: [0, 0, 0] };

describe('a batch', () => {
  test('holds its images in its order, normalised, and leaves the memory behind them alone', async () => {
    const wanted = close([...[4, 0, 4].flatMap(normalised), ...Array<number>(6).fill(-9)]);
    expect(await fill({ members: { indices: [4, 0, 4], ...never } })).toEqual(wanted);
    expect(await fill({ members: { indices: [], occurrences: [] } })).toEqual(Array(24).fill(-9));
  });

  test('is complete when its promise is kept, in whatever order its images are decoded', async () => {
    const waiting: (() => void)[] = [];
    const later = (index: number) =>
      index === 1
        ? image(index)
        : new Promise<Pixels>((resolve) => waiting.unshift(() => resolve(image(index))));
    const filled = fill({ members: { indices: [3, 1, 2], ...never }, source: later });
    expect(waiting).toHaveLength(2);
    waiting.forEach((decode) => decode());
    expect((await filled).slice(0, 18)).toEqual(close([3, 1, 2].flatMap(normalised)));
  });

  test('fails with an image that cannot be decoded', async () => {
    const source = async () => Promise.reject(new Error('no image'));
    await expect(fill({ members: { indices: [0], ...never }, source })).rejects.toThrow('no image');
  });

  test.each([
    ['at hand', image],
    ['to decode', async (index: number) => Promise.resolve(image(index))],
  ])('varies an image by its index and how often it was shown before: %s', async (_, source) => {
    const augmentation: Augmentation = { kind: 'scale-crop', scale: [1, 1], flip: false, colour: 1 };
    const preparation: Preparation = { kind: 'train', augmentation, seed: 5, epoch: 2 };
    const members = { indices: [4, 4, 3], occurrences: [0, 1, 0] };
    const wanted = members.indices.flatMap((index, place) => {
      const again = members.occurrences[place]!;
      const stream = randomStream(5, 'augmentation', 2, index, ...(again === 0 ? [] : [again]));
      // Where the crop lies is drawn first: scale, row and column.
      for (let drawn = 0; drawn < 3; drawn++) stream.uniform();
      // The components are the channels, of deviation 1, 2 and 3.
      const shift = normalisation.std.map(
        (deviation, channel) => ((channel + 1) * stream.normal()) / deviation,
      );
      return normalised(index).map((value, at) => value + shift[at % 3]!);
    });
    expect((await fill({ members, source, preparation })).slice(0, 18)).toEqual(close(wanted));
  });
});

test('an image has as many values as the network sees: height x width x channels', () => {
  expect(valuesPerImage({ crop: { height: 5, width: 7 }, normalisation })).toBe(105);
  const resized = { height: 50, width: 70, resolution: { height: 2, width: 3 } };
  expect(valuesPerImage({ crop: resized, normalisation })).toBe(18);
});
