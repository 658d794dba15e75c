import { batchOf } from '@batchmates/batching';
import type { TestImages } from '@batchmates/protocols';
import { randomStream, shuffle } from '@batchmates/random';

/** Some of the images, as if there were no others; indices count the chosen ones. Closing is left to the owner of all. */
export function selectImages(images: TestImages, chosen: Uint32Array): TestImages {
  return {
    ids: Array.from(chosen, (image) => images.ids[image]!),
    labels: Uint16Array.from(chosen, (image) => images.labels[image]!),
    classes: images.classes,
    views: images.views,
    async *batches(plan, view) {
      const indices = plan.indices.map((image) => chosen[image]!);
      for await (const batch of images.batches({ ...plan, indices }, view))
        yield { ...batch, indices: batchOf(plan, batch.batch) };
    },
    waitedMs: () => images.waitedMs(),
    close: async () => undefined,
  };
}

/**
 * `count` of the images by a systematic sample over the classes, so that classes keep their shares to an image, in ascending order; all where there
 * are no more.
 */
export function sampleImages(
  { labels, classes }: Pick<TestImages, 'labels' | 'classes'>,
  { count, seed, name }: { readonly count: number; readonly seed: number; readonly name: string },
): Uint32Array {
  const stream = randomStream(seed, 'audit/sample', name);
  const all = Uint32Array.from(labels, (_, image) => image);
  if (count >= all.length) return all;
  const byClass = Array.from({ length: classes }, (_, label) =>
    shuffle(
      [...all].filter((image) => labels[image] === label),
      stream.split('class', label),
    ),
  ).flat();
  const step = byClass.length / count;
  const start = stream.uniform();
  return Uint32Array.from(
    { length: count },
    (_, index) => byClass[Math.floor((start + index) * step)]!,
  ).sort();
}
