import { classHistogram } from '@batchmates/batching';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imbalanced } from '../../src/protocols/imbalanced.ts';
import { forEveryArrangement, protocolLaws, type ProtocolUnderTest } from '../../src/testing/index.ts';

const anyOptions: ProtocolUnderTest<typeof imbalanced.options> = {
  protocol: imbalanced,
  imagesPerClass: 2,
  options: ({ classes, smallest }) =>
    fc
      .record({ missing: fc.nat({ max: classes - 1 }), doubled: fc.nat({ max: classes }) })
      .map(({ missing, doubled }) => ({ missing, doubled: Math.min(doubled, classes - missing) }))
      .chain((numbers) =>
        fc
          .integer({ min: 1, max: Math.max(1, Math.floor(smallest / (numbers.doubled > 0 ? 2 : 1))) })
          .map((samplesPerClass) => ({ ...numbers, samplesPerClass })),
      ),
};

describe('imbalanced', () => protocolLaws(anyOptions));

test('every batch lacks as many classes, and has as many doubled ones, as its options say', () => {
  forEveryArrangement(anyOptions, ({ plan, request, options }) => {
    const { missing, doubled, samplesPerClass } = options;
    for (const counts of classHistogram(plan, request)) {
      const of = (count: number) => counts.filter((each) => each === count).length;
      expect([of(0), of(2 * samplesPerClass)]).toEqual([missing, doubled]);
      expect(of(samplesPerClass)).toBe(request.classes - missing - doubled);
    }
  });
});

const arrange = (raw: object, labels = Uint16Array.from({ length: 1000 }, (_, image) => image % 10)) =>
  imbalanced.arrange(
    { labels, classes: 10, seed: 4, view: 1, rearrangement: 0 },
    imbalanced.options.parse(raw),
  );

test('one class in the place of another makes batches as large as balanced ones, each class as often', () => {
  const labels = Uint16Array.from({ length: 1000 }, (_, image) => image % 10);
  const plan = arrange({ missing: 1, doubled: 1 }, labels);
  const batches = classHistogram(plan, { labels, classes: 10 });
  const lengths = batches.map((counts) => counts.reduce((sum, count) => sum + count, 0));
  expect(new Set(lengths)).toEqual(new Set([10]));
  for (let label = 0; label < 10; label++) {
    const absent = batches.filter((counts) => counts[label] === 0).length;
    expect(Math.abs(absent - batches.length / 10)).toBeLessThanOrEqual(1);
  }
  // Hardly any image is repeated: classes are missing and doubled in equal shares.
  expect(batches.length).toBeLessThan(110);
});

test('what cannot be is refused in a line', () => {
  expect(() => arrange({ missing: 10 })).toThrow(
    /^options missing and doubled: expected fewer missing classes than the 10 there are, and no more of both together, received 10 missing, 0 doubled$/,
  );
  expect(() => arrange({ missing: 5, doubled: 6 })).toThrow('received 5 missing, 6 doubled');
  expect(() => arrange({ doubled: 1, samplesPerClass: 51 })).toThrow(
    /^option samplesPerClass: expected batches of at most 100 images of a class, .*, received 102; /,
  );
});

test.each([
  [{}, 'balanced but for 1 missing class'],
  [{ missing: 1, doubled: 1 }, 'balanced but for 1 missing and 1 doubled classes'],
  [{ missing: 0, doubled: 3 }, 'balanced but for 3 doubled classes'],
  [{ missing: 0 }, 'balanced, no class missing or doubled'],
])('%j is called %s', (raw, description) => {
  expect(imbalanced.composition(imbalanced.options.parse(raw), { classes: 10 })).toEqual({
    kind: 'other',
    description,
  });
});
