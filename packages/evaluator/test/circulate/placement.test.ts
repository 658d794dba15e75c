import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchCount, batchOf, countedOf } from '@batchmates/batching';
import { pairPlacements, placementPlan, singlePlacements } from '../../src/circulate/placement.ts';

const shapes = fc.record({
  classes: fc.integer({ min: 2, max: 6 }),
  batches: fc.integer({ min: 1, max: 4 }),
  batchesPerProbe: fc.integer({ min: 1, max: 6 }),
});
const probes = fc.uniqueArray(fc.integer({ min: 1000, max: 1100 }), { maxLength: 9 });
const labelOf = (image: number, classes: number) => image % classes;

const batchesFor = ({ batches, classes }: { batches: number; classes: number }) =>
  Array.from({ length: batches }, (_, batch) => ({
    images: Array.from({ length: classes }, (_, slot) => batch * classes + slot),
    probabilities: new Float32Array(),
  }));

describe('single probes', () => {
  test('each goes once through every slot of as many different batches as asked for', () => {
    fc.assert(
      fc.property(probes, shapes, (images, shape) => {
        const placements = singlePlacements(images, shape);
        const several = Math.min(shape.batches, shape.batchesPerProbe);
        expect(placements.length).toBe(images.length * several * shape.classes);
        const seen = placements.map(
          ({ batch, probes: [probe] }) => `${batch} ${probe?.image} ${probe?.slot}`,
        );
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });

  test('all confident batches are used when there are probes enough', () => {
    const shape = { classes: 3, batches: 4, batchesPerProbe: 1 };
    const used = singlePlacements([1000, 1001, 1002, 1003], shape).map(({ batch }) => batch);
    expect(new Set(used).size).toBe(4);
  });
});

describe('pairs of probes', () => {
  test('stand in two different slots, neither of which is of a class of theirs', () => {
    fc.assert(
      fc.property(probes, shapes, (images, shape) => {
        const labels = Array.from({ length: 1101 }, (_, image) => labelOf(image, shape.classes));
        for (const { probes } of pairPlacements(images, shape, labels)) {
          const slots = probes.map(({ slot }) => slot);
          expect(new Set(slots).size).toBe(2);
          for (const { image } of probes) expect(slots).not.toContain(labels[image]);
        }
      }),
    );
  });

  test('the distance between the slots varies from pair to pair', () => {
    const shape = { classes: 5, batches: 1, batchesPerProbe: 1 };
    const placements = pairPlacements([1000, 1001, 1002, 1003, 1004, 1005], shape, []);
    const distances = placements.map(({ probes: [a, b] }) => ((b?.slot ?? 0) - (a?.slot ?? 0) + 5) % 5);
    expect(new Set(distances)).toEqual(new Set([1, 2, 3]));
  });
});

describe('worked out by hand', () => {
  const labels = [0, 1, 2, 0, 1, 2, 0, 1];

  test('single probes take the batches in turn, so many each, and every slot of them', () => {
    const shape = { classes: 2, batches: 3, batchesPerProbe: 2 };
    const placed = singlePlacements([6, 7, 5], shape).map(({ batch, probes: [probe] }) => [
      probe?.image,
      batch,
      probe?.slot,
    ]);
    expect(placed).toEqual([
      [6, 0, 0],
      [6, 0, 1],
      [6, 1, 0],
      [6, 1, 1],
      [7, 2, 0],
      [7, 2, 1],
      [7, 0, 0],
      [7, 0, 1],
      [5, 1, 0],
      [5, 1, 1],
      [5, 2, 0],
      [5, 2, 1],
    ]);
    expect(singlePlacements([6], { classes: 1, batches: 1, batchesPerProbe: 5 })).toHaveLength(1);
  });

  test('pairs take them in turn, too, at distances from 1 to one less than the classes', () => {
    const shape = { classes: 3, batches: 2, batchesPerProbe: 1 };
    // Three pairs of images that are of no class here, and an odd one.
    const placed = pairPlacements([1, 2, 3, 4, 5, 6, 7], shape, Array<number>(8).fill(-1)).map(
      ({ batch, probes }) => [batch, ...probes.flatMap(({ image, slot }) => [image, slot])].join(' '),
    );
    expect(placed).toEqual([
      '0 1 0 2 1',
      '0 1 1 2 2',
      '0 1 2 2 0',
      '1 3 0 4 2',
      '1 3 1 4 0',
      '1 3 2 4 1',
      '0 5 0 6 1',
      '0 5 1 6 2',
      '0 5 2 6 0',
    ]);
    // Images 0 and 3 are of class 0: only slots 1 and 2 are neither.
    expect(pairPlacements([0, 3], shape, labels)).toEqual([
      {
        batch: 0,
        probes: [
          { image: 0, slot: 1 },
          { image: 3, slot: 2 },
        ],
      },
    ]);
  });

  test('one class has no pair of slots; two have', () => {
    expect(pairPlacements([1, 2], { classes: 1, batches: 1, batchesPerProbe: 1 }, labels)).toEqual([]);
    const two = pairPlacements([1, 2], { classes: 2, batches: 1, batchesPerProbe: 1 }, [-1, -1, -1]);
    expect(two.map(({ probes }) => probes.map(({ slot }) => slot))).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

test('a plan holds the confident batch with the probes in their slots, and only they count', () => {
  fc.assert(
    fc.property(probes, shapes, (images, shape) => {
      const batches = batchesFor(shape);
      const placements = [
        ...singlePlacements(images, shape),
        ...pairPlacements(images, shape, Array<number>(1101).fill(-1)),
      ];
      const plan = placementPlan(placements, batches);
      expect(batchCount(plan)).toBe(placements.length);
      placements.forEach(({ batch, probes }, index) => {
        const expected = [...(batches[batch]?.images ?? [])];
        for (const { image, slot } of probes) expected[slot] = image;
        expect([...batchOf(plan, index)]).toEqual(expected);
        expect([...(countedOf(plan, index) ?? [])]).toEqual(
          expected.map((_, slot) => Number(probes.some((probe) => probe.slot === slot))),
        );
      });
    }),
  );
});
