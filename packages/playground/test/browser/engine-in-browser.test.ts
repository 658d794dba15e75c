import type { Checkpoint } from '@batchmates/checkpoint';
import type { Statistics } from '@batchmates/engine';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlayground } from '../../src/index.ts';
import type { SiteData } from '../../src/site-data.ts';
import { layerDistances } from '../../src/worker/layer-distances.ts';
import type { PlaygroundStatistics } from '../../src/worker/messages.ts';
import {
  nodeEngine,
  preparedImages,
  trainedNetworks,
  type TrainedNetworks,
} from '../fixtures/trained-networks.ts';
import { missingBrowser } from '@batchmates/report/testing';
import { askPage, largestDifference } from './ask-page.ts';
import { openProbe, type Probe } from './open-probe.ts';

describe.skipIf(missingBrowser !== undefined)(
  `the engine in Chromium${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
  () => {
    let probe: Probe | undefined;
    let page: Page;
    let trained: TrainedNetworks;
    let site: SiteData;

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
      probe = await openProbe(folder);
      ({ page } = probe);
    });

    afterAll(async () => {
      await probe?.browser.close();
    });

    /** Asks the page about images of the shelf. */
    const ask = (places: readonly number[], statistics: PlaygroundStatistics) =>
      askPage(page, { site, places, statistics });

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
      expect(probe!.complaints).toEqual([]);
    });

    it.each([
      { statistics: 'batch', places: [0, 4, 8, 12] },
      { statistics: 'population', places: [0, 4, 8, 12] },
      { statistics: 'batch', places: [3, 3, 9, 1, 2, 15, 7] },
      { statistics: 'population', places: [5] },
    ] as const)(
      'says what Node says: $statistics statistics, images $places',
      async ({ statistics, places }) => {
        const { answers, distances } = await ask(places, statistics);
        expect(answers.map(({ name }) => name)).toEqual(['standard', 'balanced']);
        for (const [index, checkpoint] of trained.checkpoints.entries()) {
          const population = checkpoint.population!;
          const { probabilities, moments } = await askNode(
            checkpoint,
            places,
            statistics === 'batch' ? { kind: 'batch' } : { kind: 'fixed', moments: population },
          );
          expect(largestDifference(answers[index]!.probabilities, probabilities)).toBeLessThan(1e-4);
          const norms = checkpoint.network.layers.filter((layer) => layer.kind === 'batchNorm');
          const expected = layerDistances(norms, moments, population);
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
      const [alone, among] = [await ask([0, 0, 0, 0], 'batch'), await ask([0, 4, 8, 12], 'batch')];
      const seat = (asked: typeof alone) => asked.answers[1]!.probabilities.slice(0, 4);
      expect(largestDifference(seat(alone), seat(among))).toBeGreaterThan(1e-3);
    });

    it('refuses every request, with the reason, once its worker has failed', async () => {
      const other = await probe!.browser.newPage();
      await other.route('**/engine-worker-*.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken script")' }),
      );
      await other.goto(probe!.address);
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
      expect((await ask([1], 'population')).answers).toHaveLength(2);
    });
  },
);
