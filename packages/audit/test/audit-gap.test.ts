import { randomStream, shuffle, type RandomStream } from '@batchmates/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditGap, errorGap, meanOf, type BatchedAnswers } from '../src/index.ts';
import { clusteredInterval, studentQuantile } from '../src/clustered-interval.ts';

const answers = (wrong: readonly number[], batches?: readonly number[]): BatchedAnswers => ({
  labels: wrong.map(() => 0),
  predicted: wrong,
  ...(batches !== undefined && { batches }),
});

describe('a difference whose images are tied together by batches', () => {
  test('is errorGap where nothing ties them, with its p-value', () => {
    const [first, second] = [answers([1, 1, 1, 0, 0]), answers([0, 0, 1, 0, 1])];
    expect(auditGap([first], [second])).toEqual(errorGap([first], [second]));
  });

  test('is never narrower, has no p-value, and the same difference', () => {
    const bits = fc.array(fc.nat({ max: 1 }), { minLength: 24, maxLength: 24 });
    const batches = fc.array(fc.nat({ max: 5 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(bits, bits, bits, batches, batches, (one, two, fixed, here, there) => {
        const random = [answers(one, here), answers(two, there)];
        const [gap, plain] = [auditGap(random, [answers(fixed)]), errorGap(random, [answers(fixed)])];
        expect({ ...gap, interval: 0, pValue: 0 }).toEqual({ ...plain, interval: 0, pValue: 0 });
        expect(gap.pValue).toBeNull();
        expect(gap.interval[0]).toBeLessThanOrEqual(plain.interval[0]);
        expect(gap.interval[1]).toBeGreaterThanOrEqual(plain.interval[1]);
      }),
    );
  });

  test('of images that stand or fall by whole batches has the interval of as many batches', () => {
    const batches = Array.from({ length: 200 }, (_, image) => Math.floor(image / 10));
    const sorted = answers(
      batches.map((batch) => batch % 2),
      batches,
    );
    const gap = auditGap([sorted], [answers(batches.map(() => 0))]);
    // 20 batches of which 10 fail: the standard error of their mean is sqrt(0.25 / 19).
    const half = studentQuantile(19) * Math.sqrt(0.25 / 19);
    expect(gap.interval).toEqual([0.5 - half, 0.5 + half].map((end) => expect.closeTo(end, 10) as unknown));
  });

  test('a single batch of all images tells nothing of batches', () => {
    const values = Float64Array.of(1, 0, 1, 0, 1, 1);
    const images = [0, 1, 2, 3, 4, 5];
    const one = images.map(() => 0);
    expect(clusteredInterval({ values, clusters: [images, one] })).toEqual(
      clusteredInterval({ values, clusters: [images] }),
    );
    expect(clusteredInterval({ values, clusters: [one] })).toBeNull();
  });
});

test('the variance is that of all pairs that share an image or a batch, each pair once', () => {
  const key = fc.array(fc.nat({ max: 4 }), { minLength: 12, maxLength: 12 });
  const values = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(values, key, key, key, (found, ...kinds) => {
      fc.pre(kinds.every((kind) => new Set(kind).size > 1));
      const mean = found.reduce((sum, value) => sum + value, 0) / 12;
      let squares = 0;
      for (let one = 0; one < 12; one++)
        for (let other = 0; other < 12; other++)
          if (kinds.some((kind) => kind[one] === kind[other]))
            squares += (found[one]! - mean) * (found[other]! - mean);
      const fewest = Math.min(...kinds.map((kind) => new Set(kind).size));
      const interval = clusteredInterval({ values: Float64Array.from(found), clusters: kinds });
      if (interval === null) {
        expect(squares).toBeLessThan(1e-9);
        return;
      }
      const error = Math.sqrt((Math.max(0, squares) * fewest) / (fewest - 1)) / 12;
      expect(interval[1] - mean).toBeCloseTo(studentQuantile(fewest - 1) * error, 5);
    }),
  );
});

test('quantiles of Student’s t are those of tables', () => {
  const table = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [1e6, 1.96],
  ] as const;
  // At three degrees of freedom the expansion is 0.03 short.
  for (const [freedom, quantile] of table)
    expect(Math.abs(studentQuantile(freedom) - quantile)).toBeLessThan(0.035);
});

test('the mean of images in one arrangement has the interval of its batches where that is wider', () => {
  const batches = Array.from({ length: 60 }, (_, image) => Math.floor(image / 10));
  const values = Float64Array.from(batches, (batch) => batch);
  const [alone, tied] = [meanOf(values), meanOf(values, batches)];
  expect([tied.value, tied.images]).toEqual([alone.value, alone.images]);
  expect(tied.interval[1] - tied.value).toBeGreaterThan(2 * (alone.interval[1] - alone.value));
});

interface World {
  readonly images: number;
  readonly batchSize: number;
  readonly arrangements: number;
  /** Share of the batches in which the network answers otherwise than it would by itself, and how: it errs with this probability. */
  readonly struck: number;
  readonly errs: number;
}

/** Random batches beside fixed statistics of a network that errs more in some batches, and the difference that it really has. */
function drawn({ images, batchSize, arrangements, struck, errs }: World, stream: RandomStream) {
  // Half of the images are hard.
  const hard = Array.from({ length: images }, () => (stream.uniform() < 0.5 ? 0.2 : 0.02));
  const wrong = (probability: number) => (stream.uniform() < probability ? 1 : 0);
  const random = Array.from({ length: arrangements }, () => {
    const order = shuffle([...hard.keys()], stream);
    const [batches, found] = [new Array<number>(images), new Array<number>(images)];
    let strikes = false;
    order.forEach((image, place) => {
      if (place % batchSize === 0) strikes = stream.uniform() < struck;
      batches[image] = Math.floor(place / batchSize);
      found[image] = wrong(strikes ? errs : hard[image]!);
    });
    return answers(found, batches);
  });
  return { random, fixed: [answers(hard.map(wrong))], truth: struck * (errs - 0.11) };
}

describe('intervals of 95 % hold what is true in 93 % or more of the cases, where batches of four arrangements succeed or fail together', () => {
  const rateOf = (world: World, gapOf: typeof auditGap, cases = 600) => {
    const stream = randomStream('coverage', world.struck, world.batchSize);
    let held = 0;
    for (let each = 0; each < cases; each++) {
      const { random, fixed, truth } = drawn(world, stream);
      const { interval } = gapOf(random, fixed);
      if (interval[0] <= truth && truth <= interval[1]) held++;
    }
    return held / cases;
  };
  const size = { images: 400, arrangements: 4 };

  test.each([
    ['whole batches fail', { ...size, batchSize: 20, struck: 0.2, errs: 1 }],
    ['some batches err a little more', { ...size, batchSize: 20, struck: 0.3, errs: 0.3 }],
    ['batches have nothing of their own', { ...size, batchSize: 20, struck: 0, errs: 0 }],
    ['few batches are large', { ...size, batchSize: 100, struck: 0.4, errs: 0.5 }],
  ])('%s', (_, world) => {
    expect(rateOf(world, auditGap)).toBeGreaterThanOrEqual(0.93);
  });

  test('which intervals over images do not', () => {
    expect(rateOf({ ...size, batchSize: 100, struck: 0.2, errs: 1 }, errorGap)).toBeLessThan(0.5);
  });
});
