import { runStage } from '@batchmates/stage/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteStage } from '../../src/index.ts';
import { serveFolder } from '../fixtures/serve-folder.ts';
import { trainedNetworks } from '../fixtures/trained-networks.ts';
import { missingBrowser, startBrowser } from '@batchmates/report/testing';

const HOSTILE = '<img src=x onerror="document.title=`taken`">';

describe.skipIf(missingBrowser !== undefined)(
  `a site in Chromium${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
  () => {
    let browser: Browser | undefined;
    let folder: string;

    beforeAll(async () => {
      const { artifacts } = await trainedNetworks([HOSTILE, 'two', 'three']);
      const { artifact } = await runStage(siteStage, { inputs: artifacts, params: { title: HOSTILE } });
      folder = artifact.directory;
      browser = await startBrowser();
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
    });

    it.each(['/', '/~someone/a folder/site/'])('works from %s, and asks for nothing else', async (under) => {
      const address = await serveFolder(folder, encodeURI(under));
      const page = await browser!.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => requests.push(request.url()));
      page.on(
        'response',
        (response) => response.ok() || complaints.push(`${response.status()} ${response.url()}`),
      );
      await page.goto(address);
      await page.getByText('WebAssembly with SIMD').waitFor();
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !url.startsWith(address) && url !== 'data:,')).toEqual([]);
      const files = new Set(requests.map((url) => decodeURI(url.slice(address.length))));
      for (const file of ['playground.json', 'network-1.safetensors', 'network-2.safetensors']) {
        expect(files).toContain(file);
      }
      // What only models need.
      expect([...files].filter((file) => file.includes('onnx'))).toEqual([]);
      await page.close();
    });

    it('shows names as text, never as markup', async () => {
      const page = await browser!.newPage();
      await page.goto(await serveFolder(folder));
      await page.getByRole('heading', { name: HOSTILE }).waitFor();
      expect(await page.title()).not.toBe('taken');
      expect(await page.locator('img[src=x]').count()).toBe(0);
      await page.close();
    });

    it('says what is wrong when a file is missing', async () => {
      const page = await browser!.newPage();
      await page.route('**/network-2.safetensors', (route) => route.fulfill({ status: 404 }));
      await page.goto(await serveFolder(folder));
      await page.getByText(/file network-2\.safetensors.*HTTP status 404/).waitFor();
      await page.close();
    });

    it('refuses a damaged network', async () => {
      const page = await browser!.newPage();
      await page.route('**/network-1.safetensors', (route) => route.fulfill({ body: 'no safetensors' }));
      await page.goto(await serveFolder(folder));
      await page.getByText(/safetensors file network-1\.safetensors/).waitFor();
      await page.close();
    });

    it('refuses images that are cut off', async () => {
      const page = await browser!.newPage();
      await page.route('**/shelf.bin', (route) => route.fulfill({ body: 'few bytes' }));
      await page.goto(await serveFolder(folder));
      await page.getByText(/file shelf\.bin: expected \d+ bytes.*received 9/).waitFor();
      await page.close();
    });

    it('computes in plain JavaScript where WebAssembly does not start', async () => {
      const page = await browser!.newPage();
      await page.route('**/*.wasm', (route) => route.abort());
      await page.goto(await serveFolder(folder));
      await page.getByText('plain JavaScript').waitFor();
      await page.close();
    });
  },
);
