import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { planOf } from '@batchmates/batching';
import {
  balanced,
  defineProtocol,
  predict,
  shuffledBalanced,
  standard,
  type Protocol,
  type TestImages,
} from '../src/index.ts';
import type { Predictions } from '@batchmates/results';
import { random } from '../src/protocols/random.ts';
import { stream } from '../src/protocols/stream.ts';
import { brightness, greyImages } from './support/brightness.ts';

const labels = [0, 0, 1, 0, 2, 1, 1, 0, 2, 0];
let images: TestImages;
let tenViews: TestImages;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const [center, corners] = await Promise.all([greyImages(labels), greyImages(labels, 'ten-crop')]);
  images = center.images;
  tenViews = corners.images;
  closers.push(center.close, corners.close);
});
afterAll(async () => {
  for (const close of closers) await close();
});

const run = <Options extends z.ZodObject>(
  images: TestImages,
  protocol: Protocol<Options>,
  options: z.input<Options>,
  seed = 0,
) => predict({ program: brightness, images, protocol, options: protocol.options.parse(options), seed });

/** Without where each image was. */
const answersOf = ({ batches: _, slots: __, ...answers }: Predictions) => answers;

describe('standard inference', () => {
  test('does not depend on how images are grouped', async () => {
    const alone = await run(images, standard, { statistics: 'running', batchSize: 1 });
    const together = await run(images, standard, { statistics: 'running', batchSize: 7 });
    expect(answersOf(together)).toEqual(answersOf(alone));
  });

  test('does not depend on the order of the images', async () => {
    const backwards = defineProtocol({
      ...standard,
      arrange: (request, options) => {
        const plan = standard.arrange(request, options);
        return { ...plan, indices: plan.indices.toReversed() };
      },
    });
    const reversed = await run(images, backwards, { statistics: 'running' });
    const inOrder = await run(images, standard, { statistics: 'running' });
    expect(answersOf(reversed)).toEqual(answersOf(inOrder));
  });

  test('needs pooled statistics, or to be told to do without', async () => {
    await expect(run(images, standard, {})).rejects.toMatchObject({ code: 'protocol/uncalibrated' });
  });
});

describe('inference with batch statistics', () => {
  test('takes random batches up to the size of the split, in which no image meets itself', async () => {
    await expect(run(images, random, { batchSize: 10 })).resolves.toMatchObject({ classes: 3 });
    await expect(run(images, random, { batchSize: 11 })).rejects.toMatchObject({
      code: 'protocol/large-batch',
      message:
        'batches of protocol "random": expected at most the 10 images of the split, or one would meet itself and count twice in the statistics, received 11 images; lower batchSize',
    });
    // No image of a stream meets itself in its last batch either.
    await expect(run(images, stream, { batchSize: 7 })).resolves.toMatchObject({ classes: 3 });
    await expect(run(images, stream, { batchSize: 11 })).rejects.toThrow(
      'batches of protocol "stream": expected at most the 10 images',
    );
    // Balanced batches repeat images of smaller classes in other batches, where they do not count, and in none twice.
    await expect(run(images, balanced, { samplesPerClass: 2 })).resolves.toMatchObject({ classes: 3 });
    await expect(run(images, balanced, { samplesPerClass: 3 })).rejects.toThrow(
      'expected at most 2, the images of class 2, as an image is in a batch only once, received 3',
    );
  });

  test('answers every image once and takes no answer of a repeated image', async () => {
    const counted: number[] = [];
    const predictions = await predict({
      program: brightness,
      images,
      protocol: balanced,
      options: balanced.options.parse({}),
      seed: 0,
      onBatch: (count) => counted.push(count),
    });
    expect(predictions.ids).toEqual(labels.map((_, index) => `image ${index}`));
    expect([...predictions.labels]).toEqual(labels);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(labels.length);
    expect(counted.length).toBe(5);
  });

  test('depends on the batchmates', async () => {
    const one = await run(images, balanced, {}, 0);
    const other = await run(images, balanced, {}, 1);
    expect(other.probabilities).not.toEqual(one.probabilities);
    expect(await run(images, balanced, {}, 0)).toEqual(one);
  });

  test('is arranged by other labels when told to', async () => {
    const arrangeBy = Uint16Array.from(labels, (label) => (label + 1) % 3);
    const request = {
      program: brightness,
      images,
      seed: 0,
      protocol: balanced,
      options: balanced.options.parse({}),
    };
    const guessed = await predict({ ...request, arrangeBy });
    expect([...guessed.labels]).toEqual(labels);
  });
});

describe('views', () => {
  test('shuffled balanced inference is the mean over its passes', async () => {
    const averaged = await run(tenViews, shuffledBalanced, { rearrangements: 2 });
    const sum = new Float64Array(averaged.probabilities.length);
    for (let view = 0; view < 10; view++) {
      for (const rearrangement of [0, 1]) {
        const pass = await run(oneView(tenViews, view), fixed(2 * view + rearrangement), {});
        pass.probabilities.forEach((probability, at) => (sum[at] = sum[at]! + probability / 20));
      }
    }
    averaged.probabilities.forEach((probability, at) => expect(probability).toBeCloseTo(sum[at]!, 6));
  });

  test('balanced batches hold one view of each image, never several of the same', async () => {
    const passes: number[] = [];
    const watched: TestImages = {
      ...tenViews,
      async *batches(plan, view) {
        for await (const batch of tenViews.batches(plan, view)) {
          passes.push(view);
          expect(new Set(batch.indices).size).toBe(batch.indices.length);
          yield batch;
        }
      },
    };
    await run(watched, balanced, {});
    expect(passes).toEqual(Array.from({ length: 50 }, (_, batch) => Math.floor(batch / 5)));
  });
});

describe('what a protocol is asked and a network is given', () => {
  const population = new Map([['bn', { mean: Float32Array.of(3), variance: Float32Array.of(4) }]]);
  const arrangeBy = Uint16Array.from(labels, (label) => 2 - label);

  test('arrangements and decisions are by the labels given, pass by pass; batches go by the statistics it says', async () => {
    const asked: unknown[] = [];
    const own = defineProtocol({
      ...standard,
      name: 'own',
      rearrangements: () => 2,
      arrange(request, options) {
        asked.push(request);
        return standard.arrange(request, options);
      },
      decision: {
        name: 'own',
        decide({ probabilities: _, ...request }) {
          asked.push(request);
          return request.labels;
        },
      },
    });
    const given: unknown[] = [];
    const counted: number[] = [];
    const predictions = await predict({
      program: {
        infer(batch, statistics) {
          given.push(statistics);
          return brightness.infer(batch, statistics);
        },
      },
      images: { ...tenViews, views: 2 },
      protocol: own,
      options: standard.options.parse({ batchSize: 6 }),
      seed: 4,
      population,
      arrangeBy,
      onBatch: (images) => counted.push(images),
    });
    const by = { labels: arrangeBy, classes: 3, seed: 4 };
    // The first arrangement and the decision are asked for twice: they must be the same.
    expect(asked).toEqual([
      { ...by, view: 0, rearrangement: 0 },
      { ...by, view: 0, rearrangement: 0 },
      { ...by, view: 0, rearrangement: 1 },
      { ...by, view: 1, rearrangement: 0 },
      { ...by, view: 1, rearrangement: 1 },
      by,
      by,
    ]);
    expect(given).toEqual(Array(8).fill({ kind: 'fixed', moments: population }));
    expect(counted).toEqual([6, 4, 6, 4, 6, 4, 6, 4]);
    expect(predictions).toMatchObject({ predicted: arrangeBy, labels: Uint16Array.from(labels), classes: 3 });
  });

  test('batch and slot of every image are those of the first pass in which it counts', async () => {
    const own = defineProtocol({
      ...standard,
      name: 'own',
      statistics: () => 'batch',
      rearrangements: () => 2,
      arrange({ labels: { length }, view, rearrangement }) {
        // All but image 4 in reverse order, then image 4 among some that do not count again; later passes in order.
        const whole = Array.from({ length }, (_, image) => ({ image, counts: true }));
        if (view > 0 || rearrangement > 0) return planOf([whole]);
        const others = whole.filter(({ image }) => image !== 4).reverse();
        return planOf([
          others,
          [
            { image: 0, counts: false },
            { image: 1, counts: false },
            { image: 4, counts: true },
          ],
        ]);
      },
    });
    const { batches, slots } = await predict({
      program: brightness,
      images: { ...tenViews, views: 2 },
      protocol: own,
      options: standard.options.parse({}),
      seed: 0,
    });
    expect([...batches]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect([...slots]).toEqual([8, 7, 6, 5, 2, 4, 3, 2, 1, 0]);
  });

  test('an image is answered for its own brightness: the probabilities are those of one batch norm by hand', async () => {
    const { probabilities, predicted } = await run(images, standard, { statistics: 'running', batchSize: 4 });
    // The central 4 x 4 pixels of a 6 x 6 image whose pixel `at` is 60 + 40 label + 3 index + at: on average at = 17.5.
    const grey = (image: number) => (77.5 + 40 * labels[image]! + 3 * image) / 255;
    const pixels = labels.flatMap((_, image) =>
      Array.from({ length: 36 }, (_, at) => grey(image) + (at - 17.5) / 255),
    );
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const deviation = Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
    labels.forEach((_, image) => {
      const shown = (grey(image) - mean) / deviation;
      const weights = [-1, 0, 1].map((target) => Math.exp(-4 * (shown - target) ** 2));
      const row = weights.map((weight) => weight / weights.reduce((sum, x) => sum + x, 0));
      row.forEach((value, label) => expect(probabilities[3 * image + label]).toBeCloseTo(value, 5));
      expect(predicted[image]).toBe(row.indexOf(Math.max(...row)));
    });
  });

  test('an abort while batches are running ends it before the next', async () => {
    const stop = new AbortController();
    let batches = 0;
    const program = {
      infer: (...request: Parameters<typeof brightness.infer>) => {
        batches++;
        stop.abort(new Error('stopped'));
        return brightness.infer(...request);
      },
    };
    const options = standard.options.parse({ statistics: 'running', batchSize: 3 });
    const { signal } = stop;
    await expect(predict({ program, images, protocol: standard, options, seed: 0, signal })).rejects.toThrow(
      'stopped',
    );
    expect(batches).toBe(1);
  });
});

describe('test images', () => {
  test('say what the split is, and how long predictions waited for it', async () => {
    const { images: opened, close } = await greyImages([2, 0, 1], 'ten-crop');
    expect(opened).toMatchObject({
      ids: ['image 0', 'image 1', 'image 2'],
      labels: Uint16Array.of(2, 0, 1),
      classes: 3,
      views: 10,
    });
    expect(await opened.waitedMs()).toBe(0);
    const plan = standard.arrange(
      { labels: opened.labels, classes: 3, seed: 0, view: 0, rearrangement: 0 },
      standard.options.parse({}),
    );
    for await (const batch of opened.batches(plan, 9)) expect([...batch.indices]).toEqual([0, 1, 2]);
    expect(await opened.waitedMs()).toBeGreaterThan(0);
    await expect(opened.batches(plan, 10)[Symbol.asyncIterator]().next()).rejects.toThrow(
      'internal: view 10 of 10',
    );
    await close();
  });

  test('that were never asked for need no closing', async () => {
    const { close } = await greyImages([0]);
    await expect(close()).resolves.toBeUndefined();
  });
});

describe('a decision of its own', () => {
  const decided = (decide: NonNullable<Protocol<typeof balanced.options>['decision']>['decide']) =>
    defineProtocol({ ...balanced, name: 'own', decision: { name: 'least probable', decide } });

  test('makes the answers, of probabilities averaged over all passes', async () => {
    const leastProbable = decided(({ probabilities, classes, labels: given }) => {
      expect([...given]).toEqual(labels);
      return given.map((_, image) => {
        const row = probabilities.subarray(image * classes, (image + 1) * classes);
        return row.indexOf(Math.min(...row));
      });
    });
    const usual = await run(tenViews, balanced, {});
    const least = await run(tenViews, leastProbable, {});
    expect(least.probabilities).toEqual(usual.probabilities);
    expect([...least.predicted]).not.toEqual([...usual.predicted]);
    least.predicted.forEach((answer, image) => {
      const row = least.probabilities.subarray(3 * image, 3 * image + 3);
      expect(row[answer]).toBe(Math.min(...row));
    });
  });

  test.each([
    ['too few answers', () => Uint16Array.of(0, 1), 'received 2 answers'],
    ['a class that is none', () => Uint16Array.from(labels, () => 3), 'received class 3 for image 0'],
    ['another array', () => [...labels] as unknown as Uint16Array, 'received Array'],
  ])('%s are refused', async (_, decide, received) => {
    await expect(run(images, decided(decide), {})).rejects.toThrow(
      `protocol "own": the result of decide(): expected a Uint16Array with a class below 3 for each of 10 images, ${received}; mend its decision`,
    );
  });
});

describe('mistakes', () => {
  test('a protocol that leaves out images is refused', async () => {
    const forgetful = defineProtocol({
      ...random,
      name: 'forgetful',
      arrange: () => ({ indices: Uint32Array.of(0, 1), offsets: Uint32Array.of(0, 2) }),
    });
    await expect(run(images, forgetful, {})).rejects.toThrow(
      'protocol "forgetful": expected an arrangement that counts every image exactly once, received image 2 0 times',
    );
  });

  test('a network that answers NaN is refused', async () => {
    const diverged = { infer: async () => new Float32Array(9).fill(NaN) };
    const options = balanced.options.parse({});
    await expect(
      predict({ program: diverged, images, protocol: balanced, options, seed: 0 }),
    ).rejects.toMatchObject({ code: 'protocol/not-a-number' });
  });

  test('an abort ends it', async () => {
    const options = balanced.options.parse({});
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(
      predict({ program: brightness, images, protocol: balanced, options, seed: 0, signal }),
    ).rejects.toThrow('stopped');
  });
});

/** The arrangement with number `arrangement` of shuffled balanced inference. */
function fixed(arrangement: number): Protocol<typeof balanced.options> {
  return defineProtocol({
    ...balanced,
    arrange: (request) =>
      shuffledBalanced.arrange(
        { ...request, view: arrangement, rearrangement: 0 },
        shuffledBalanced.options.parse({}),
      ),
  });
}

/** The same images in one of their views. */
function oneView(images: TestImages, view: number): TestImages {
  return { ...images, views: 1, batches: (plan) => images.batches(plan, view) };
}

describe('a protocol that is no function of its arguments', () => {
  test('is refused: its arrangement', async () => {
    let calls = 0;
    const moody = defineProtocol({
      ...standard,
      name: 'moody',
      arrange: (request, options) => {
        const plan = standard.arrange(request, options);
        return calls++ === 0 ? plan : { ...plan, indices: plan.indices.toReversed() };
      },
    });
    await expect(run(images, moody, { statistics: 'running' })).rejects.toThrow(
      /^protocol "moody": arrange\(\): expected the same result/,
    );
  });

  test('is refused: its decision', async () => {
    let calls = 0;
    const moody = defineProtocol({
      ...standard,
      name: 'moody',
      decision: { name: 'by mood', decide: ({ labels }) => labels.map(() => calls).fill(calls++ % 3) },
    });
    await expect(run(images, moody, { statistics: 'running' })).rejects.toThrow(
      /^protocol "moody": decide\(\): expected the same result/,
    );
  });
});
