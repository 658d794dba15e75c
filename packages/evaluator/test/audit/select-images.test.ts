import { planOf } from '@batchmates/batching';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleImages, selectImages } from '../../src/audit/select-images.ts';
import { numberedImages } from '../support/numbered-images.ts';

test('a sample has every class in its share, each image once, in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 100 }),
      fc.nat(),
      (classes, count, seed) => {
        const labels = Uint16Array.from(classes);
        const sample = () => sampleImages({ labels, classes: 5 }, { count, seed, name: 'images' });
        const chosen = sample();
        expect(chosen).toEqual(sample());
        expect(chosen).toHaveLength(Math.min(count, labels.length));
        expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual([...chosen]);
        for (let label = 0; label < 5; label++) {
          const share = (count / labels.length) * labels.filter((each) => each === label).length;
          const found = chosen.filter((image) => labels[image] === label).length;
          if (count < labels.length) expect(Math.abs(found - share)).toBeLessThan(1 + 1e-9);
        }
      },
    ),
  );
});

test('chosen images are loaded as if there were no others', async () => {
  const { images } = numberedImages([0, 1, 2, 0, 1, 2], 3, () => []);
  const some = selectImages(images, Uint32Array.of(1, 3, 5));
  expect([some.ids, [...some.labels], some.classes]).toEqual([
    ['image 1', 'image 3', 'image 5'],
    [1, 0, 2],
    3,
  ]);
  const plan = planOf([
    [
      { image: 2, counts: true },
      { image: 0, counts: true },
    ],
    [
      { image: 1, counts: true },
      { image: 0, counts: false },
    ],
  ]);
  const loaded: unknown[] = [];
  for await (const { images: pixels, indices, counted, batch } of some.batches(plan, 0))
    loaded.push([batch, [...pixels], [...indices], counted && [...counted]]);
  expect(loaded).toEqual([
    [0, [5, 1], [2, 0], [1, 1]],
    [1, [3, 1], [1, 0], [1, 0]],
  ]);
});
