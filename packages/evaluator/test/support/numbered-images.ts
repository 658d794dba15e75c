import { batchCount, batchOf, countedOf } from '@batchmates/batching';
import type { Statistics } from '@batchmates/engine';
import type { TestImages } from '@batchmates/protocols';
import type { BatchRunner } from '../../src/circulate/answer-batches.ts';

/** What a network answers for every image of a batch, given which images these are and in which view: `[batch, classes]`. */
export type Answer = (
  images: readonly number[],
  statistics: Statistics,
  view: number,
) => readonly (readonly number[])[];

/** More images than any test has. */
const MOST = 2 ** 12;

/** A runner whose images have one pixel, which tells their number and view, and whose network is any function of the numbers in a batch. */
export interface NumberedImages extends BatchRunner {
  /** Batches that the network was asked for so far, by the numbers of their images. */
  readonly asked: readonly (readonly number[])[];
}

/** Makes one of images of the given classes. */
export function numberedImages(
  labels: readonly number[],
  classes: number,
  answer: Answer,
  { views = 1 }: { readonly views?: number } = {},
): NumberedImages {
  const asked: number[][] = [];
  // Loaders lend the same memory for every batch.
  const lent = { images: new Float32Array(labels.length), indices: new Uint32Array(labels.length) };
  const images: TestImages = {
    ids: labels.map((_, image) => `image ${image}`),
    labels: Uint16Array.from(labels),
    classes,
    views,
    async *batches(plan, view) {
      for (let batch = 0; batch < batchCount(plan); batch++) {
        const members = batchOf(plan, batch);
        const counted = countedOf(plan, batch);
        const [pixels, indices] = [lent.images, lent.indices].map((all) => all.subarray(0, members.length));
        pixels!.set(members.map((image) => view * MOST + image));
        indices!.set(members);
        await Promise.resolve();
        yield {
          images: pixels as Float32Array,
          labels: Uint16Array.from(members, (image) => labels[image]!),
          indices: indices as Uint32Array,
          batch,
          ...(counted === undefined ? {} : { counted }),
        };
      }
    },
    waitedMs: () => Promise.resolve(0),
    close: () => Promise.resolve(),
  };
  return {
    images,
    asked,
    program: {
      infer(pixels, statistics) {
        const members = Array.from(pixels, (pixel) => pixel % MOST);
        asked.push(members);
        const view = Math.floor((pixels[0] ?? 0) / MOST);
        return Promise.resolve(Float32Array.from(answer(members, statistics, view).flat()));
      },
    },
  };
}
