import { readFileSync } from 'node:fs';
import { randomStream, shuffle } from '@batchmates/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pulls, type Arrangement } from '../src/index.ts';
import type { Estimate } from '@batchmates/results';

interface Request {
  readonly classes: number;
  readonly perClass: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Change of the own probability with every batchmate of the own class. */
  readonly own: number;
  /** What a class that is absent has more. */
  readonly absent: number;
}

/** A random arrangement of a network whose probabilities depend on the labels of the batch in a known way. */
function arrangementOf({ classes, perClass, batchSize, own, absent, seed }: Request): Arrangement {
  const images = classes * perClass;
  const labels = Uint16Array.from({ length: images }, (_, image) => image % classes);
  const order = shuffle([...labels.keys()], randomStream('pulls', seed));
  const batches = new Uint32Array(images);
  order.forEach((image, place) => (batches[image] = Math.floor(place / batchSize)));
  const inBatch = (batch: number, label: number) =>
    labels.filter((each, image) => each === label && batches[image] === batch).length;
  const probabilities = Float32Array.from({ length: images * classes }, (_, at) => {
    const [image, label] = [Math.floor(at / classes), at % classes];
    // Images differ by themselves, which cancels.
    const base = 0.2 + 0.001 * image + 0.01 * label;
    const met = inBatch(batches[image]!, label);
    return label === labels[image] ? base + own * (met - 1) : base + (met === 0 ? absent : 0);
  });
  return { labels, probabilities, classes, batches };
}

const arrangementsOf = (request: Omit<Request, 'seed'>, count = 4) =>
  Array.from({ length: count }, (_, seed) => arrangementOf({ ...request, seed }));

interface Reference extends Record<'ownClass' | 'absentClass', Estimate> {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly arrangements: readonly {
    readonly batches: readonly number[];
    readonly probabilities: readonly number[];
  }[];
}

/** By statsmodels: see `pulls.py` beside it. */
const reference = JSON.parse(
  readFileSync(new URL('./reference/pulls.json', import.meta.url), 'utf8'),
) as Reference;

describe('pulls', () => {
  test('are those of regressions with dummies and errors clustered by image, as in statsmodels', () => {
    const { classes, labels, arrangements } = reference;
    const found = pulls(
      arrangements.map(({ batches, probabilities }) => ({
        classes,
        labels: Uint16Array.from(labels),
        batches: Uint32Array.from(batches),
        probabilities: Float32Array.from(probabilities),
      })),
    );
    for (const pull of ['ownClass', 'absentClass'] as const) {
      const { value, interval, images } = reference[pull];
      expect(found[pull]).toEqual({
        value: expect.closeTo(value, 10) as number,
        interval: interval.map((end) => expect.closeTo(end, 10) as number),
        images,
      });
    }
  });

  test('are found as they were put in, whatever images have by themselves', () => {
    const effect = fc.double({ min: -0.05, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(effect, effect, fc.integer({ min: 2, max: 5 }), (own, absent, classes) => {
        const found = pulls(arrangementsOf({ classes, perClass: 12, batchSize: classes, own, absent }));
        expect(found.ownClass!.value).toBeCloseTo(own, 5);
        expect(found.absentClass!.value).toBeCloseTo(absent, 5);
        const [low, high] = found.absentClass!.interval;
        expect([low <= found.absentClass!.value, high >= found.absentClass!.value]).toEqual([true, true]);
      }),
      { numRuns: 20 },
    );
  });

  test('are not told where no class is ever absent, nor of one arrangement', () => {
    const request = { classes: 2, perClass: 30, batchSize: 30, own: -0.01, absent: 0.1 };
    const found = pulls(arrangementsOf(request));
    expect(found.absentClass).toBeNull();
    expect(found.ownClass!.value).toBeCloseTo(-0.01, 4);
    expect(pulls(arrangementsOf(request, 1))).toEqual({ ownClass: null, absentClass: null });
  });

  test.each([2, 6, 7, 9, 10, 13])('are not told of counts that never vary, over %i arrangements', (count) => {
    const request = { classes: 40, perClass: 1, batchSize: 10, own: -0.03, absent: 0.04 };
    expect(pulls(arrangementsOf(request, count)).ownClass).toBeNull();
  });

  test('leave out batches that are filled with images of which nothing is known', () => {
    // 62 images in batches of 4: the last has two and two that do not count.
    const request = { classes: 2, perClass: 31, batchSize: 4, own: -0.03, absent: 0.04 };
    const arrangements = arrangementsOf(request).map((each): Arrangement => {
      const last = Math.max(...each.batches);
      const probabilities = each.probabilities.map((value, at) =>
        each.batches[Math.floor(at / 2)] === last ? 0.9 : value,
      );
      return { ...each, probabilities };
    });
    const found = pulls(arrangements);
    expect(found.ownClass!.value).toBeCloseTo(-0.03, 5);
    expect(found.absentClass!.value).toBeCloseTo(0.04, 5);
  });

  test('their intervals hold the truth as often as they say, when probabilities are noisy', () => {
    let held = 0;
    const repeats = 200;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const noise = randomStream('noise', repeat);
      const arrangements = Array.from({ length: 4 }, (_, index) => {
        const request = { classes: 3, perClass: 20, batchSize: 3, own: -0.02, absent: 0.03 };
        const each = arrangementOf({ ...request, seed: 1000 * repeat + index });
        return { ...each, probabilities: each.probabilities.map((value) => value + 0.05 * noise.normal()) };
      });
      const [low, high] = pulls(arrangements).absentClass!.interval;
      if (low <= 0.03 && 0.03 <= high) held++;
    }
    // 95 % of 200, give or take four standard deviations of a binomial.
    expect(held / repeats).toBeGreaterThan(0.88);
    expect(held / repeats).toBeLessThan(0.995);
  });
});
