import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readModel, type Model } from '@batchmates/classifier';
import { missingBrowser, startBrowser } from '@batchmates/report/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlayground, type SiteData } from '../../src/index.ts';
import { CLASSES, EXPORTS, importModel, missingRuntime, onNode } from '../fixtures/imported-models.ts';
import { serveFolder } from '../fixtures/serve-folder.ts';
import { preparedImages, trainedNetworks, type TrainedNetworks } from '../fixtures/trained-networks.ts';
import { answered, answersOf, openPage, seatsOf } from './open-page.ts';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = missingBrowser ?? missingRuntime;

describe.skipIf(missing !== undefined)(
  `in Chromium: a page with an ONNX model beside a checkpoint${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser | undefined;
    let url: string;
    let trained: TrainedNetworks;
    let model: Model;
    let site: SiteData;

    beforeAll(async () => {
      trained = await trainedNetworks(CLASSES);
      model = await readModel((await importModel({ file: 'dynamo' })).directory);
      const folder = await temporaryFolder();
      const checkpoints = trained.checkpoints.slice(1);
      site = await writePlayground(folder, {
        ...{ dataset: trained.dataset, checkpoints, models: [model] },
        ...{ split: 'test', imagesPerClass: 4, seed: 0 },
      });
      url = await serveFolder(folder, '/some/where/');
      browser = await startBrowser();
    });

    afterAll(async () => {
      await browser?.close();
    });

    it('shows what Node answers, under both statistics, and asks for nothing outside its folder', async () => {
      const { page, complaints, requests } = await openPage(browser!, url);
      const indices = (await seatsOf(page)).map((picture) => Number(site.shelf.ids[picture]!.split(':')[1]));
      const normalisation = { ...model.normalisation, eigenvalues: [], eigenvectors: [] };
      const images = await preparedImages(
        trained.dataset,
        { ...model, normalisation },
        { split: 'test', indices },
      );
      const program = await onNode(model);
      for (const statistics of ['batch', 'population'] as const) {
        const kind = statistics === 'batch' ? 'batch' : 'running';
        const probabilities = await program.infer(images, { kind });
        const shown = await answersOf(page, 'dynamo.onnx', statistics);
        expect(shown).toHaveLength(CLASSES.length);
        shown.forEach(({ predicted, percent }, place) => {
          const row = [...probabilities.subarray(place * 5, place * 5 + 5)];
          expect(predicted).toBe(row.indexOf(Math.max(...row)));
          // Half a percent is lost to rounding.
          expect(Math.abs(percent - 100 * Math.max(...row))).toBeLessThanOrEqual(0.51);
        });
      }
      await program.dispose();
      const footer = await page.locator('footer').innerText();
      expect(footer).toMatch(/^TensorFlow\.js .* and ONNX Runtime 1\.\d+\.\d+, WebAssembly, in this browser/);
      expect(complaints).toEqual([]);
      expect(requests.filter((each) => !each.startsWith(url) && each !== 'data:,')).toEqual([]);
      expect(requests).toContain(`${url}onnxruntime/ort-wasm.wasm`);
      await page.context().close();
    });

    it('calls the model by its file, says whose averages it has, and measures its layers', async () => {
      const { page } = await openPage(browser!, url);
      const rows = page.locator('tbody.pane-population th.network');
      expect(await rows.allInnerTexts()).toEqual([
        expect.stringContaining('Balanced training'),
        expect.stringMatching(/dynamo\.onnx\s.*right\s+running averages of its file/),
      ]);
      const table = page.locator('.distances table', { hasText: 'dynamo.onnx' });
      expect(await table.locator('tbody th').allInnerTexts()).toEqual(['bn1', 'bn2', 'bn3']);
      await page.context().close();
    });

    it('plays scenes, and finds batches that change an answer of it', async () => {
      const { page, complaints } = await openPage(browser!, url);
      const before = await answersOf(page, 'dynamo.onnx', 'batch');
      await page.getByRole('button', { name: 'Circulate a weak image' }).click();
      for (let step = 1; step <= CLASSES.length; step++) {
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByText(`Step ${step} of ${CLASSES.length}`).waitFor();
        await answered(page);
      }
      expect(await page.locator('.trace tbody th').allInnerTexts()).toEqual([
        expect.stringContaining('Balanced training'),
        expect.stringContaining('dynamo.onnx'),
      ]);
      await page.getByRole('button', { name: 'Fill with one class' }).click();
      await page.getByLabel(/^Step/).fill('4');
      await expect.poll(() => answersOf(page, 'dynamo.onnx', 'batch')).not.toEqual(before);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it.each([390, 1400])('is accessible and fits the window at %i px', async (width) => {
      const { page } = await openPage(browser!, url, { viewport: { width, height: 844 } });
      await page.locator('.distances table').first().waitFor();
      await page.evaluate(await axe);
      const { violations } = await page.evaluate<AxeResults>(`axe.run()`);
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      expect(await page.evaluate(`document.documentElement.scrollWidth - innerWidth`)).toBe(0);
      await page.context().close();
    });

    it.each([
      ['a damaged model', 'network-2.onnx', 'no model', /dynamo\.onnx: expected an ONNX file/],
      [
        'damaged statistics',
        'network-2.statistics.safetensors',
        'nothing',
        /safetensors file network-2\.statistics/,
      ],
      [
        'a runtime that is no script',
        'onnxruntime/onnxruntime.js',
        '<html>',
        /ONNX Runtime: expected its files in \S+/,
      ],
      [
        'a damaged WebAssembly module',
        'onnxruntime/ort-wasm.wasm',
        'no module',
        /ONNX Runtime: expected its files in \S+.*serve the whole folder/,
      ],
    ])('says what is wrong in one line: %s', async (_, file, body, message) => {
      const page = await browser!.newPage();
      await page.route(`**/${file}`, (route) =>
        route.fulfill({ body, contentType: file.endsWith('.js') ? 'text/javascript' : 'application/wasm' }),
      );
      await page.goto(url);
      const failure = page.locator('.failure');
      await failure.waitFor();
      expect(await failure.innerText()).toMatch(message);
      expect(await failure.innerText()).not.toContain('\n');
      await page.close();
    });

    it('says so of a model that does not run on its images', async () => {
      const page = await browser!.newPage();
      const other = await readFile(join(EXPORTS, 'keras.onnx'));
      await page.route('**/network-2.onnx', (route) => route.fulfill({ body: other }));
      await page.goto(url);
      await page.getByText(/could not be loaded: .*"?dynamo\.onnx/).waitFor();
      await page.close();
    });
  },
);
