import { batchCount, batchOf, placesOf, randomTestBatches } from '@batchmates/batching';
import { randomStream } from '@batchmates/random';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawTargets, replaceBatchmates } from '../../src/audit/replace-batchmates.ts';

const labels = Uint16Array.from({ length: 62 }, (_, image) => image % 3);
const number = (min: number, max: number) => fc.integer({ min, max });

const planOf = (seed: number, batchSize: number) =>
  randomTestBatches({ labels, classes: 3, seed }, { batchSize });

test('one target of every batch stays; all others are of other batches, and every image counts once', () => {
  fc.assert(
    fc.property(number(2, 12), fc.nat(), fc.boolean(), (batchSize, seed, keepLabels) => {
      const plan = planOf(seed, batchSize);
      const targets = drawTargets(plan, new Set(), randomStream(seed, 'targets'));
      const key = (image: number) => (keepLabels ? labels[image]! : 0);
      const replaced = replaceBatchmates(plan, { targets, key, stream: randomStream(seed, 'others') });
      expect(replaced).toEqual(
        replaceBatchmates(plan, { targets, key, stream: randomStream(seed, 'others') }),
      );
      expect(replaced.kept).toBe(0);
      const counted = [...Array(batchCount(plan)).keys()].flatMap((batch) =>
        placesOf(replaced.plan, batch).flatMap(({ image, counts }) => (counts ? [image] : [])),
      );
      expect(counted.sort((a, b) => a - b)).toEqual([...labels.keys()]);
      for (let batch = 0; batch < batchCount(plan); batch++) {
        const [before, after] = [[...batchOf(plan, batch)], [...batchOf(replaced.plan, batch)]];
        const isWhole = placesOf(plan, batch).every(({ counts }) => counts);
        const stays = after.filter((image, slot) => image === before[slot]);
        if (isWhole) expect(stays.filter((image) => !targets.includes(image))).toEqual([]);
        if (isWhole) expect(before.filter((image) => after.includes(image))).toHaveLength(1);
        else expect(after).toEqual(before);
        const classes = (images: readonly number[]) => images.map((image) => labels[image]).sort();
        if (keepLabels) expect(classes(after)).toEqual(classes(before));
      }
    }),
  );
});

test('images are targets again only when all others of their batch were', () => {
  const taken = new Set<number>();
  const drawn = [0, 1, 2].flatMap((seed) => drawTargets(planOf(seed, 10), taken, randomStream(seed)));
  // Six whole batches of the seven: the last one holds two images and eight that are repeated.
  expect(drawn).toHaveLength(18);
  expect(new Set(drawn).size).toBe(18);
});

test('what cannot be replaced is counted', () => {
  // Both images of class 1 are in one batch.
  const alone = Uint16Array.of(0, 0, 1, 1, 0, 0);
  const plan = { indices: Uint32Array.of(2, 3, 0, 1, 4, 5), offsets: Uint32Array.of(0, 3, 6) };
  const key = (image: number) => alone[image]!;
  const replaced = replaceBatchmates(plan, { targets: [0, 5], key, stream: randomStream(0) });
  expect(replaced).toMatchObject({ places: 4, kept: 4 });
});
