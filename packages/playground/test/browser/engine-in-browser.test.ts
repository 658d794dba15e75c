import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Checkpoint } from '@batchmates/checkpoint';
import type { Statistics } from '@batchmates/engine';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage } from '../../bundle/bundle-page.mjs';
import { writePlayground } from '../../src/index.ts';
import type { SiteData } from '../../src/site-data.ts';
import { layerDistances } from '../../src/worker/layer-distances.ts';
import type { PlaygroundStatistics } from '../../src/worker/messages.ts';
import { serveFolder } from '../fixtures/serve-folder.ts';
import {
  nodeEngine,
  preparedImages,
  trainedNetworks,
  type TrainedNetworks,
} from '../fixtures/trained-networks.ts';
import { missingBrowser, startBrowser } from '@batchmates/report/testing';

describe.skipIf(missingBrowser !== undefined)(
  `the engine in Chromium${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
  () => {
    let browser: Browser | undefined;
    let page: Page;
    let address: string;
    let trained: TrainedNetworks;
    let site: SiteData;
    const complaints: string[] = [];

    beforeAll(async () => {
      trained = await trainedNetworks();
      const { dataset, checkpoints } = trained;
      const folder = await temporaryFolder();
      site = await writePlayground(folder, {
        dataset,
        checkpoints,
        split: 'test',
        imagesPerClass: 4,
        seed: 0,
      });
      const probe = await temporaryFolder();
      await bundlePage(probe, fileURLToPath(new URL('probe', import.meta.url)));
      await cp(probe, folder, { recursive: true });
      browser = await startBrowser();
      page = await browser.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      address = await serveFolder(folder, '/some/where/');
      await page.goto(address);
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
    });

    /** Asks the page about images of the shelf. */
    async function askPage(places: readonly number[], statistics: PlaygroundStatistics) {
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

    /** What Node says of the same images, prepared by the loader. */
    async function askNode(checkpoint: Checkpoint, places: readonly number[], statistics: Statistics) {
      const indices = places.map((place) => Number(site.shelf.ids[place]!.split(':')[1]));
      const images = await preparedImages(trained.dataset, checkpoint, { split: 'test', indices });
      const { network, state } = checkpoint;
      const engine = await nodeEngine();
      const program = await engine.compileInference(network, { state, precision: 'f32', threads: 1 });
      const probabilities = await program.infer(images, statistics);
      const moments = await program.moments(images);
      await program.dispose();
      return { probabilities, moments };
    }

    it('starts on WebAssembly, under the Content-Security-Policy', async () => {
      const { engine } = await page.evaluate(() => globalThis.engine.loaded);
      expect(engine).toMatch(/WebAssembly with SIMD/);
      expect(complaints).toEqual([]);
    });

    it.each([
      { statistics: 'batch', places: [0, 4, 8, 12] },
      { statistics: 'population', places: [0, 4, 8, 12] },
      { statistics: 'batch', places: [3, 3, 9, 1, 2, 15, 7] },
      { statistics: 'population', places: [5] },
    ] as const)(
      'says what Node says: $statistics statistics, images $places',
      async ({ statistics, places }) => {
        const { answers, distances } = await askPage(places, statistics);
        expect(answers.map(({ name }) => name)).toEqual(['standard', 'balanced']);
        for (const [index, checkpoint] of trained.checkpoints.entries()) {
          const population = checkpoint.population!;
          const { probabilities, moments } = await askNode(
            checkpoint,
            places,
            statistics === 'batch' ? { kind: 'batch' } : { kind: 'fixed', moments: population },
          );
          expect(largestDifference(answers[index]!.probabilities, probabilities)).toBeLessThan(1e-4);
          const expected = layerDistances(checkpoint.network, moments, population);
          expect(distances[index]!.layers.map(({ layer }) => layer)).toEqual(
            expected.map(({ layer }) => layer),
          );
          for (const [layer, { mean, variance }] of expected.entries()) {
            expect(distances[index]!.layers[layer]!.mean).toBeCloseTo(mean, 3);
            expect(distances[index]!.layers[layer]!.variance).toBeCloseTo(variance, 3);
          }
        }
      },
    );

    it('answers with another batch in the same batch under other statistics', async () => {
      const [alone, among] = [await askPage([0, 0, 0, 0], 'batch'), await askPage([0, 4, 8, 12], 'batch')];
      const seat = (asked: typeof alone) => asked.answers[1]!.probabilities.slice(0, 4);
      expect(largestDifference(seat(alone), seat(among))).toBeGreaterThan(1e-3);
    });

    it('refuses every request, with the reason, once its worker has failed', async () => {
      const other = await browser!.newPage();
      await other.route('**/engine-worker-*.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken script")' }),
      );
      await other.goto(address);
      const asked = await other.evaluate(async () => {
        const message = (error: unknown) => (error as Error).message;
        const loaded = await globalThis.engine.loaded.then(() => '', message);
        return [
          loaded,
          await globalThis.engine.answer(new Uint8Array(1200), 'batch').then(() => '', message),
        ];
      });
      expect(asked).toEqual([
        expect.stringContaining('broken script'),
        expect.stringContaining('broken script'),
      ]);
      await other.close();
    });

    it('refuses bytes that are no whole images, and goes on', async () => {
      const message = await page.evaluate(() =>
        globalThis.engine.answer(new Uint8Array(7), 'batch').then(
          () => '',
          (error: unknown) => (error as Error).message,
        ),
      );
      expect(message).toMatch(/images of a batch.*expected a multiple of 1200 bytes.*received 7/s);
      expect((await askPage([1], 'population')).answers).toHaveLength(2);
    });
  },
);

function imageBytes({ image: { height, width, channels } }: SiteData): number {
  return height * width * channels;
}

function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  expect(left.length).toBe(right.length);
  return Array.from(left, (value, index) => Math.abs(value - right[index]!)).reduce(
    (largest, each) => Math.max(largest, each),
    0,
  );
}
