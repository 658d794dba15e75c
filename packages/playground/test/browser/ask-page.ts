import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { SiteData } from '../../src/site-data.ts';
import type { PlaygroundStatistics } from '../../src/worker/messages.ts';

/** Asks the engine of the probe's page about images of the shelf, as one batch. */
export async function askPage(
  page: Page,
  {
    site,
    places,
    statistics,
  }: {
    readonly site: SiteData;
    readonly places: readonly number[];
    readonly statistics: PlaygroundStatistics;
  },
) {
  return page.evaluate(
    async ({ shelf, size, seats, kind }) => {
      const bytes = new Uint8Array(await (await fetch(shelf)).arrayBuffer());
      const images = new Uint8Array(seats.length * size);
      seats.forEach((place, seat) =>
        images.set(bytes.subarray(place * size, (place + 1) * size), seat * size),
      );
      const { networks } = await globalThis.engine.answer(images, kind);
      const { networks: far } = await globalThis.engine.distances(images);
      return {
        answers: networks.map(({ name, probabilities }) => ({ name, probabilities: [...probabilities] })),
        distances: far,
      };
    },
    { shelf: site.shelf.file, size: imageBytes(site), seats: [...places], kind: statistics },
  );
}

/** Over all values, which must be equally many. */
export function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  expect(left.length).toBe(right.length);
  return Array.from(left, (value, index) => Math.abs(value - right[index]!)).reduce(
    (largest, each) => Math.max(largest, each),
    0,
  );
}

function imageBytes({ image: { height, width, channels } }: SiteData): number {
  return height * width * channels;
}
