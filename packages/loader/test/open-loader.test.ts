import { randomStream, shuffle } from '@batchmates/random';
import { centreView, viewsOf, type Augmentation, type Crop } from '@batchmates/augmentation';
import {
  batchCount,
  batchOf,
  occurrencesOf,
  testBatchesInOrder,
  planOf,
  type BatchPlan,
} from '@batchmates/batching';
import type { DatasetInfo, Split } from '@batchmates/dataset';
import { afterEach, describe, expect, test } from 'vitest';
import { fillBatch, openLoader, pixelSource, type Loader, type Preparation } from '../src/index.ts';
import { encodedSample, jpeg, rawSample } from './sample-dataset.ts';

const open: Loader[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((loader) => loader.close()));
});

const crop: Crop = { height: 9, width: 8 };
const augmentation: Augmentation = { kind: 'scale-crop', scale: [0.8, 1.3], flip: true, colour: 0.1 };
const inception: Augmentation = {
  kind: 'inception-crop',
  area: [0.08, 1],
  aspect: [3 / 4, 4 / 3],
  flip: true,
  colour: 0.1,
};
const train = (epoch: number): Preparation => ({ kind: 'train', augmentation, seed: 7, epoch });

describe('raw images', () => {
  test.each([1, 3])('are the same through %i worker threads as without any', async (workers) => {
    const { info, split } = await rawSample(23);
    const loader = keep(openLoader({ split, info, crop, workers, ahead: 2 }));
    for (const epoch of [0, 1]) {
      const plan = shuffled(23, { batchSize: 4, seed: epoch });
      expect(await collect(loader, plan, train(epoch))).toEqual(
        await withoutThreads({ split, info, crop }, plan, train(epoch)),
      );
    }
  });

  test('leave timers and signals a turn between batches, also when all batches are ready before they are asked for', async () => {
    const { info, split } = await rawSample(20);
    const loader = keep(openLoader({ split, info, crop, workers: 1, ahead: 30 }));
    const plan = shuffled(20, { batchSize: 1, seed: 0 });
    const beforeTimer: number[] = [];
    const timer = { rang: false };
    for await (const { batch } of loader.batches(plan, { kind: 'view', view: centreView })) {
      if (batch === 0) setTimeout(() => (timer.rang = true), 1);
      // An engine that computes within the call.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      if (!timer.rang) beforeTimer.push(batch);
    }
    // A timer may have to wait for the end of a round of the event loop.
    expect(beforeTimer.at(-1)).toBeLessThan(2);
  });

  test('come with their labels, indices and flags, batch by batch', async () => {
    const { info, split } = await rawSample(5);
    const loader = keep(openLoader({ split, info, crop }));
    const plan = planOf([
      [{ image: 4, counts: true }],
      [
        { image: 1, counts: true },
        { image: 2, counts: false },
      ],
    ]);
    const seen = [];
    for await (const { images, ...batch } of loader.batches(plan, { kind: 'view', view: centreView })) {
      seen.push({ values: images.length, ...batch });
    }
    expect(seen).toEqual([
      {
        values: 216,
        labels: Uint16Array.of(1),
        indices: Uint32Array.of(4),
        counted: Uint8Array.of(1),
        batch: 0,
      },
      {
        values: 432,
        labels: Uint16Array.of(1, 2),
        indices: Uint32Array.of(1, 2),
        counted: Uint8Array.of(1, 0),
        batch: 1,
      },
    ]);
    expect(loader.waitedMs).toBeGreaterThan(0);
  });

  test.each([1, 3])('are varied anew each time an epoch shows them (%i threads)', async (workers) => {
    const { info, split } = await rawSample(6);
    const loader = keep(openLoader({ split, info, crop, workers }));
    const places = (images: number[]) => images.map((image) => ({ image, counts: true }));
    const once = await collect(loader, planOf([places([2])]), train(4));
    const repeated = planOf([places([2, 5]), places([2, 2]), places([1, 2])]);
    const [first, second, third] = await collect(loader, repeated, train(4));
    const values = once[0]!.length;
    const shown = [
      first!.subarray(0, values),
      second!.subarray(0, values),
      second!.subarray(values),
      third!.subarray(values),
    ];
    // The first time is what a plan without repeats shows, so that oversampling changes nothing else.
    expect(shown[0]).toEqual(once[0]);
    expect(new Set(shown.map((image) => image.join())).size).toBe(4);
    expect(await collect(loader, repeated, train(4))).toEqual([first, second, third]);
    const [fixed] = await collect(loader, planOf([places([2, 2])]), { kind: 'view', view: centreView });
    expect(fixed!.subarray(0, values)).toEqual(fixed!.subarray(values));
  });

  test.each([1, 3])(
    'are what they would be when the first ones are left out (%i threads)',
    async (workers) => {
      const { info, split } = await rawSample(6);
      const loader = keep(openLoader({ split, info, crop, workers }));
      const places = (images: number[]) => images.map((image) => ({ image, counts: true }));
      // Image 2 is shown four times, so that what stands before a batch matters to it.
      const plan = planOf([places([2, 5]), places([2, 2]), places([1]), places([2, 0])]);
      const whole = await collect(loader, plan, train(4));
      for (const from of [0, 1, 3, 4]) {
        const rest: unknown[] = [];
        for await (const { images, labels, indices, batch } of loader.batches(plan, train(4), from))
          rest.push({ images: Float32Array.from(images), labels: [...labels], indices: [...indices], batch });
        expect(rest).toEqual(
          [0, 1, 2, 3].slice(from).map((batch) => ({
            images: whole[batch],
            labels: [...batchOf(plan, batch)].map((index) => split.labels[index]),
            indices: [...batchOf(plan, batch)],
            batch,
          })),
        );
      }
    },
  );

  test('may be left early, and the next plan starts clean', async () => {
    const { info, split } = await rawSample(40);
    const loader = keep(openLoader({ split, info, crop, ahead: 1 }));
    const plan = testBatchesInOrder(40, { batchSize: 2 });
    for (let round = 0; round < 5; round++) {
      for await (const { batch } of loader.batches(plan, train(round))) if (batch === round) break;
    }
    expect(await collect(loader, plan, train(9))).toEqual(
      await withoutThreads({ split, info, crop }, plan, train(9)),
    );
  });

  test('cannot be asked for by two iterations at once', async () => {
    const { info, split } = await rawSample(4);
    const loader = keep(openLoader({ split, info, crop }));
    const plan = testBatchesInOrder(4, { batchSize: 2 });
    const first = loader.batches(plan, train(0));
    await first.next();
    expect(() => loader.batches(plan, train(0))).toThrow('one iteration at a time');
    await first.return();
  });
});

describe('encoded images', () => {
  test.each([
    ['without a cache', 0],
    ['with a cache that holds some', 2000],
    ['with a cache that holds all', 2 ** 20],
  ])('of any size are the same through threads as without: %s', async (_, cacheBytes) => {
    const files = await Promise.all(
      [
        { height: 12, width: 10 },
        { height: 40, width: 31 },
        { height: 8, width: 20 },
        { height: 1, width: 1 },
      ].map((size, seed) => jpeg(seed, size)),
    );
    const { info, split } = await encodedSample(files);
    const resized: Crop = { ...crop, resolution: { height: 6, width: 6 } };
    const loader = keep(openLoader({ split, info, crop: resized, workers: 2, cacheBytes }));
    const plan = testBatchesInOrder(4, { batchSize: 3 });
    const preparations: Preparation[] = [
      { kind: 'train', augmentation: inception, seed: 1, epoch: 0 },
      ...viewsOf('ten-crop').map((view): Preparation => ({ kind: 'view', view })),
    ];
    for (const preparation of preparations) {
      expect(await collect(loader, plan, preparation)).toEqual(
        await withoutThreads({ split, info, crop: resized }, plan, preparation),
      );
    }
  });

  test('that are damaged stop the loading with a line that names them', async () => {
    const whole = await jpeg(0, { height: 30, width: 30 });
    const { info, split } = await encodedSample([whole, Uint8Array.of(1, 2, 3), whole]);
    const loader = keep(openLoader({ split, info, crop, workers: 2 }));
    await expect(collect(loader, testBatchesInOrder(3, { batchSize: 1 }), train(0))).rejects.toMatchObject({
      code: 'loader/unreadable-image',
      message: expect.stringMatching(
        /^image image 1 of split train cannot be decoded: received .*unsupported.*mend or remove its file/,
      ) as string,
    });
    expect(await collect(loader, planOf([[{ image: 2, counts: true }]]), train(0))).toHaveLength(1);
  });
});

function keep(loader: Loader): Loader {
  open.push(loader);
  return loader;
}

async function collect(loader: Loader, plan: BatchPlan, preparation: Preparation): Promise<Float32Array[]> {
  const batches: Float32Array[] = [];
  for await (const { images } of loader.batches(plan, preparation)) batches.push(Float32Array.from(images));
  return batches;
}

async function withoutThreads(
  { split, info, crop }: { split: Split; info: DatasetInfo; crop: Crop },
  plan: BatchPlan,
  preparation: Preparation,
): Promise<Float32Array[]> {
  const { height, width } = crop.resolution ?? crop;
  return Promise.all(
    Array.from({ length: batchCount(plan) }, async (_, batch) => {
      const target = new Float32Array(batchOf(plan, batch).length * height * width * 3);
      const presentation = { crop, normalisation: info.normalisation };
      const [start, end] = [plan.offsets[batch], plan.offsets[batch + 1]];
      const occurrences = occurrencesOf(plan).subarray(start, end);
      await fillBatch(
        target,
        { indices: batchOf(plan, batch), occurrences },
        {
          source: pixelSource(split, info),
          presentation,
          preparation,
        },
      );
      return target;
    }),
  );
}

function shuffled(images: number, { batchSize, seed }: { batchSize: number; seed: number }): BatchPlan {
  const plan = testBatchesInOrder(images, { batchSize });
  return { ...plan, indices: shuffle(plan.indices.slice(), randomStream(seed)) };
}
