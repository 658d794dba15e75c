import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { centreView } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLoader, type Loader, type LoaderOptions, type Preparation } from '../src/index.ts';
import { encodedSample, jpeg, rawSample } from './sample-dataset.ts';

const view: Preparation = { kind: 'view', view: centreView };
const crop = { height: 12, width: 10 };

/** Forty batches of one image each. */
const plan: BatchPlan = {
  indices: Uint32Array.from({ length: 40 }, (_, at) => at % 4),
  offsets: Uint32Array.from({ length: 41 }, (_, at) => at),
};

const threads: Worker[] = [];
const open: Loader[] = [];
const note = (thread: Worker) => threads.push(thread);

beforeEach(() => process.on('worker', note));

afterEach(async () => {
  process.off('worker', note);
  threads.length = 0;
  await Promise.all(open.splice(0).map((loader) => loader.close()));
});

async function loaderOf(options: Partial<LoaderOptions>, sample = rawSample(4)): Promise<Loader> {
  const loader = openLoader({ ...(await sample), crop, ...options });
  open.push(loader);
  return loader;
}

/** Threads that were started; Node tells of one a tick later. */
async function started(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return threads.length;
}

/** Takes every batch, which are of one image. */
async function count(loader: Loader): Promise<number> {
  let batches = 0;
  for await (const { images } of loader.batches(plan, view))
    batches += images.length === 12 * 10 * 3 ? 1 : NaN;
  return batches;
}

describe('a thread that ends', () => {
  test('in the middle of a plan ends the iteration that waits for it', async () => {
    const loader = await loaderOf({ workers: 2, ahead: 2 });
    const batches = loader.batches(plan, view);
    expect((await batches.next()).value?.batch).toBe(0);
    await threads[1]!.terminate();
    await expect(
      (async () => {
        for (;;) if ((await batches.next()).done === true) return 'came to an end';
      })(),
    ).rejects.toThrow('internal: loading images: a loader thread ended with code 1');
  });

  test('before a plan makes that plan and the next fail, instead of waiting for ever', async () => {
    const loader = await loaderOf({ workers: 2 });
    expect(await count(loader)).toBe(40);
    await threads[0]!.terminate();
    for (let again = 0; again < 2; again++) {
      await expect(count(loader)).rejects.toThrow('a loader thread ended with code 1');
    }
    await loader.close();
  });

  test('by an error says which, and where', async () => {
    const { info, split } = await rawSample(4);
    const encoding = 'film' as 'raw';
    const loader = await loaderOf({ info: { ...info, encoding }, split, workers: 1 });
    // The next plan is told the first reason too, not that the thread has ended since.
    for (let again = 0; again < 2; again++) {
      await expect(count(loader)).rejects.toThrow(/^internal: loading images: .*"film"[^]* at /);
      await threads[0]!.terminate();
    }
  });

  test('because the loader is closed lets nobody wait: neither who leaves an iteration nor who begins one', async () => {
    const loader = await loaderOf({ workers: 2 });
    const batches = loader.batches(plan, view);
    expect((await batches.next()).value?.batch).toBe(0);
    await loader.close();
    expect(await batches.return()).toEqual({ done: true, value: undefined });
    await expect(count(loader)).rejects.toThrow('internal: loading images: the loader was closed');
  });

  test('because the loader is closed is no failure', async () => {
    const loader = await loaderOf({ workers: 2 });
    expect(await count(loader)).toBe(40);
    await loader.close();
    await loader.close();
    expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });
});

describe('threads', () => {
  test.each([
    ['one for raw images', {}, 1],
    ['as many as are asked for', { workers: 3 }, 3],
  ])('are %s', async (_, options, wanted) => {
    await loaderOf(options);
    expect(await started()).toBe(wanted);
  });

  test('are one for each core, at most four, for images to decode', async () => {
    await loaderOf({}, encodedSample([await jpeg(0, { height: 2, width: 2 })]));
    expect(await started()).toBe(Math.min(availableParallelism(), 4));
  });

  test('that fail otherwise than by a damaged image say how, and where', async () => {
    const loader = await loaderOf({});
    const outside = { indices: Uint32Array.of(0, 4), offsets: Uint32Array.of(0, 1, 2) };
    const iterate = async () => {
      for await (const { batch } of loader.batches(outside, view)) expect(batch).toBe(0);
    };
    await expect(iterate()).rejects.toThrow(
      /^internal: loading images: .*image 4 of split train, which has 4\n +at /,
    );
    expect(await count(loader)).toBe(40);
  });
});
