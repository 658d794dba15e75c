import { centreView, type Augmentation } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import { randomStream } from '@batchmates/random';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { openLoader, type Loader, type LoaderOptions, type Preparation } from '../src/index.ts';
import { encodedSample, plainSample } from './sample-dataset.ts';

const view: Preparation = { kind: 'view', view: centreView };
const crop = { height: 12, width: 10 };
const values = 12 * 10 * 3;

/** A checkpoint's normalisation, other than the data set's. */
const normalisation = {
  mean: [0.5, 0.2, 0],
  std: [0.25, 0.5, 2],
  eigenvalues: [1, 1, 1],
  eigenvectors: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

/** Image `i`: red 51 i, green 102, blue 255, of 255; and so normalised by hand. */
const colours = [0, 1, 2, 3, 4, 5].map((index) => [51 * index, 102, 255] as const);
const normalised = (image: number) => [(0.2 * image - 0.5) / 0.25, (0.4 - 0.2) / 0.5, 1 / 2];

/** Batches of 1, 2 and 3 images. */
const uneven: BatchPlan = {
  indices: Uint32Array.of(4, 1, 2, 0, 3, 5),
  offsets: Uint32Array.of(0, 1, 3, 6),
};

const open: Loader[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((loader) => loader.close()));
});

function keep(options: LoaderOptions): Loader {
  const loader = openLoader(options);
  open.push(loader);
  return loader;
}

function expectPlain(images: Float32Array, members: ArrayLike<number>): void {
  const wanted = Array.from(members, normalised).flatMap((colour) =>
    Array<number[]>(120).fill(colour).flat(),
  );
  expect(images).toHaveLength(wanted.length);
  const worst = wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - images[at]!)), 0);
  expect(worst).toBeLessThan(1e-6);
}

describe('raw images', () => {
  test.each([
    [1, 'ahead and in use', 2],
    [3, 'for each and one in use', 4],
  ])(
    'of uneven batches are normalised by the given normalisation: %i threads, one place %s',
    async (workers, _, places) => {
      const loader = keep({ ...(await plainSample(colours)), crop, normalisation, workers, ahead: 1 });
      const seen: number[] = [];
      for await (const { images, indices, labels, counted } of loader.batches(uneven, view)) {
        expectPlain(images, indices);
        expect(labels).toEqual(Uint16Array.from(indices, (image) => image % 3));
        expect(counted).toBeUndefined();
        // The largest batch has three images.
        expect(images.buffer.byteLength).toBe(places * 3 * values * 4);
        seen.push(...indices);
      }
      expect(seen).toEqual([4, 1, 2, 0, 3, 5]);
    },
  );

  test('are not written over while a consumer is at them', async () => {
    const loader = keep({ ...(await plainSample(colours)), crop, normalisation, workers: 2, ahead: 1 });
    const plan: BatchPlan = {
      indices: Uint32Array.from({ length: 24 }, (_, at) => at % 6),
      offsets: Uint32Array.from({ length: 25 }, (_, at) => at),
    };
    // Of an image of one colour a crop shows the same, wherever it lies.
    const augmentation: Augmentation = { kind: 'scale-crop', scale: [0.9, 1.1], flip: true, colour: 0 };
    for await (const { images, indices } of loader.batches(plan, {
      kind: 'train',
      augmentation,
      seed: 1,
      epoch: 0,
    })) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expectPlain(images, indices);
    }
  });

  test('are prepared no further when the consumer leaves: what it saw last stays as it was', async () => {
    const loader = keep({ ...(await plainSample(colours)), crop, normalisation, workers: 1, ahead: 1 });
    const batches = loader.batches(uneven, view);
    const { value } = await batches.next();
    // There are two places: the third batch would be written over the first.
    await batches.return();
    expectPlain(value!.images, [4]);
  });

  test('take new memory for a plan of larger batches only; waiting for them is a part of the time', async () => {
    const begin = performance.now();
    const loader = keep({ ...(await plainSample(colours)), crop });
    expect(loader.waitedMs).toBe(0);
    const one: BatchPlan = { indices: Uint32Array.of(0), offsets: Uint32Array.of(0, 1) };
    const memory: ArrayBufferLike[] = [];
    for (const plan of [one, uneven, uneven, one]) {
      for await (const { images } of loader.batches(plan, view)) memory.push(images.buffer);
    }
    // By default three batches are held ahead, besides the one in use.
    expect(memory.map(({ byteLength }) => byteLength / (4 * values * 4))).toEqual([1, 3, 3, 3, 3, 3, 3, 3]);
    expect(new Set(memory).size).toBe(2);
    expect(loader.waitedMs).toBeGreaterThan(0);
    expect(loader.waitedMs).toBeLessThan(performance.now() - begin);
  });
});

test('training images vary by seed, epoch and their index in the split', async () => {
  const { info, split } = await plainSample(colours);
  const augmentation: Augmentation = { kind: 'scale-crop', scale: [1, 1], flip: false, colour: 1 };
  const loader = keep({ info, split, crop, normalisation, workers: 1 });
  for await (const { images, indices } of loader.batches(uneven, {
    kind: 'train',
    augmentation,
    seed: 5,
    epoch: 2,
  })) {
    indices.forEach((image, place) => {
      const stream = randomStream(5, 'augmentation', 2, image);
      // Where the crop lies (scale, row, column) and whether it is mirrored is drawn first; flip is off, and draws nothing.
      for (let drawn = 0; drawn < 3; drawn++) stream.uniform();
      const wanted = normalised(image).map(
        (value, channel) => value + stream.normal() / normalisation.std[channel]!,
      );
      const first = images.subarray(place * values, place * values + 3);
      expect([...first]).toEqual(wanted.map((value): unknown => expect.closeTo(value, 5)));
    });
  }
});

test('encoded images are those of their files, with a cache and without', async () => {
  const files = await Promise.all(
    colours.map(([r, g, b]) =>
      sharp({ create: { width: 10, height: 12, channels: 3, background: { r, g, b } } })
        .png()
        .toBuffer(),
    ),
  );
  for (const cacheBytes of [0, 1000, 10_000]) {
    const { info, split } = await encodedSample(files);
    const loader = keep({ info, split, crop, normalisation, cacheBytes, workers: 1 });
    const epoch = async () => {
      for await (const { images, indices } of loader.batches(uneven, view)) expectPlain(images, indices);
    };
    await epoch();
    // The threads see these files too: from here on only what was kept can be shown.
    for (const shard of split.shared.shards) shard.fill(0);
    if (cacheBytes === 10_000) await epoch();
    else await expect(epoch()).rejects.toMatchObject({ code: 'loader/unreadable-image' });
  }
});

test('batches that no memory holds are refused, again and again, and others are not', async () => {
  const resolution = { height: 1e6, width: 1e6 };
  const loader = keep({ ...(await plainSample(colours)), crop: { ...crop, resolution }, workers: 1 });
  const one: BatchPlan = { indices: Uint32Array.of(0), offsets: Uint32Array.of(0, 1) };
  // 4 bytes for each of 3 channels of 10^12 pixels, in four batches.
  for (let again = 0; again < 2; again++) {
    expect(() => loader.batches(one, view)).toThrow(
      /^4 batches of images: expected a need of at most .*, received one of 4\.80e\+4 GB or more; lower batchSize or resolution$/,
    );
  }
  const none: BatchPlan = { indices: Uint32Array.of(), offsets: Uint32Array.of(0) };
  expect(await loader.batches(none, view).next()).toEqual({ done: true, value: undefined });
});
