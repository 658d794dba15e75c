import { readModel } from '@batchmates/classifier';
import type { Dataset } from '@batchmates/dataset';
import type { Moments, Statistics } from '@batchmates/engine';
import { readModelBytes } from '@batchmates/onnx';
import { missingBrowser } from '@batchmates/report/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlayground, type SiteData } from '../../src/index.ts';
import { layerDistances } from '../../src/worker/layer-distances.ts';
import {
  calibrated,
  CLASSES,
  importModel,
  missingRuntime,
  onNode,
  waves,
} from '../fixtures/imported-models.ts';
import { preparedImages } from '../fixtures/trained-networks.ts';
import { askPage, largestDifference } from './ask-page.ts';
import { openProbe, type Probe } from './open-probe.ts';

const missing = missingBrowser ?? missingRuntime;

describe.skipIf(missing !== undefined)(
  `ONNX models in Chromium${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let probe: Probe | undefined;
    let page: Page;
    let dataset: Dataset;
    let site: SiteData;
    let models: Awaited<ReturnType<typeof readModel>>[];

    beforeAll(async () => {
      ({ dataset } = await waves());
      const artifacts = [
        // Window, scaling, normalisation, order of colours and of classes of its own.
        await importModel({
          file: 'dynamo',
          params: {
            ...{ crop: 10, resolution: 8, mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3], channelOrder: 'BGR' },
            classes: CLASSES.toReversed(),
          },
        }),
        await importModel({ file: 'keras' }),
        await importModel({ file: 'legacy-opset9' }),
        await calibrated(await importModel({ file: 'without-stats' })),
        await importModel({ file: 'plain' }),
      ];
      models = await Promise.all(artifacts.map(({ directory }) => readModel(directory)));
      const folder = await temporaryFolder();
      const asked = { dataset, split: 'test', imagesPerClass: 4, seed: 0 };
      site = await writePlayground(folder, { ...asked, checkpoints: [], models });
      probe = await openProbe(folder);
      ({ page } = probe);
    });

    afterAll(async () => {
      await probe?.browser.close();
    });

    it('start on WebAssembly, under the Content-Security-Policy, without TensorFlow.js', async () => {
      const { engine } = await page.evaluate(() => globalThis.engine.loaded);
      expect(engine).toMatch(/^ONNX Runtime 1\.\d+\.\d+, WebAssembly$/);
      expect(probe!.complaints).toEqual([]);
    });

    it.each([
      { statistics: 'batch', places: [0, 4, 8, 12, 16] },
      { statistics: 'population', places: [0, 4, 8, 12, 16] },
      { statistics: 'batch', places: [3, 3, 9, 1, 2, 19, 7] },
      { statistics: 'population', places: [5, 11] },
    ] as const)(
      'answer what they answer in Node: $statistics statistics, images $places',
      async ({ statistics, places }) => {
        const { answers, distances } = await askPage(page, { site, places, statistics });
        expect(answers.map(({ name }) => name)).toEqual([
          ...['dynamo.onnx', 'keras.onnx', 'legacy-opset9.onnx', 'without-stats.onnx', 'plain.onnx'],
        ]);
        for (const [index, model] of models.entries()) {
          const indices = places.map((place) => Number(site.shelf.ids[place]!.split(':')[1]));
          const normalisation = { ...model.normalisation, eigenvalues: [], eigenvectors: [] };
          const images = await preparedImages(
            dataset,
            { ...model, normalisation },
            { split: 'test', indices },
          );
          const program = await onNode(model);
          const own: Statistics =
            model.population === undefined
              ? { kind: 'running' }
              : { kind: 'fixed', moments: model.population };
          const expected = await program.infer(images, statistics === 'batch' ? { kind: 'batch' } : own);
          expect(largestDifference(answers[index]!.probabilities, expected)).toBeLessThan(1e-4);
          const far = layerDistances(...(await distancesOf(model, await program.moments(images))));
          expect(distances[index]!.layers.map(({ layer }) => layer)).toEqual(far.map(({ layer }) => layer));
          for (const [layer, { mean, variance }] of far.entries()) {
            expect(distances[index]!.layers[layer]!.mean).toBeCloseTo(mean, 3);
            expect(distances[index]!.layers[layer]!.variance).toBeCloseTo(variance, 3);
          }
          await program.dispose();
        }
      },
    );

    it('answer otherwise in another batch, and not where there is no batch norm', async () => {
      const ask = (places: readonly number[]) => askPage(page, { site, places, statistics: 'batch' });
      const [one, other] = [await ask([0, 4, 8, 12, 16]), await ask([0, 1, 2, 3, 5])];
      const changes = one.answers.map(({ probabilities }, index) =>
        largestDifference(probabilities.slice(0, 5), other.answers[index]!.probabilities.slice(0, 5)),
      );
      expect(changes.slice(0, 4).every((change) => change > 1e-3)).toBe(true);
      expect(changes[4]).toBeLessThan(1e-6);
      expect(one.distances[4]!.layers).toEqual([]);
    });
  },
);

/** The arguments with which the page measures the distances of a model's batch. */
async function distancesOf(
  model: Awaited<ReturnType<typeof readModel>>,
  moments: Moments,
): Promise<Parameters<typeof layerDistances>> {
  const { batchNorms } = readModelBytes(model.bytes, model.name);
  const population = model.population ?? new Map(batchNorms.map((norm) => [norm.name, norm.moments!]));
  return [batchNorms, moments, population];
}
