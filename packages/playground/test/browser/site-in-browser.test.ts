/// <reference lib="dom" />
import { runStage } from '@batchmates/stage/testing';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteStage } from '../../src/index.ts';
import { serveFolder } from '../fixtures/serve-folder.ts';
import { makeReport } from '../fixtures/make-report.ts';
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
      const report = await makeReport(HOSTILE);
      const { artifact } = await runStage(siteStage, {
        inputs: { ...artifacts, report },
        params: { title: HOSTILE },
      });
      folder = artifact.directory;
      browser = await startBrowser();
    });

    afterAll(async () => {
      await browser?.close();
    });

    /** Opens a page of the site, with everything that it complained about and asked for. */
    async function open(address: string, options: BrowserContextOptions = {}) {
      const page = await browser!.newPage(options);
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => requests.push(request.url()));
      page.on('response', (response) => {
        if (!response.ok()) complaints.push(`${response.status()} ${response.url()}`);
      });
      await page.goto(address);
      return { page, complaints, requests };
    }

    it.each(['/', '/~someone/a folder/site/'])(
      'works from %s, and asks for nothing else: its first page, report and playground',
      async (under) => {
        const address = await serveFolder(folder, encodeURI(under));
        const { page, complaints, requests } = await open(address);
        await page.getByRole('link', { name: 'Report', exact: true }).click();
        await page.getByRole('heading', { name: 'Provenance' }).waitFor();
        // The report's own script has run.
        await page.locator('button.sort').first().waitFor({ state: 'attached' });
        await page.goBack();
        await page.getByRole('link', { name: 'Playground' }).click();
        await page.getByText('WebAssembly with SIMD').waitFor();
        const files = new Set(requests.map((url) => decodeURI(url.slice(address.length))));
        for (const file of ['playground.json', 'network-1.safetensors', 'network-2.safetensors']) {
          expect(files).toContain(`playground/${file}`);
        }
        // What only models need.
        expect([...files].filter((file) => file.includes('onnx'))).toEqual([]);
        await page.getByRole('link', { name: 'all results' }).click();
        await page.getByRole('heading', { name: 'Results' }).waitFor();
        expect(complaints).toEqual([]);
        expect(requests.filter((url) => !url.startsWith(address) && !url.startsWith('data:'))).toEqual([]);
        await page.close();
      },
    );

    it('gives what its first page offers to download, and neither data nor records of runs', async () => {
      const address = await serveFolder(folder, '/site/');
      const { page } = await open(address);
      const links = await page
        .locator('.files a')
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
      expect(links.length).toBeGreaterThan(10);
      for (const link of links) expect((await page.request.get(link)).status(), link).toBe(200);
      await page.close();
    });

    it('loads a page that leaves room for networks and images in the 5 MB of the demo', async () => {
      const page = await browser!.newPage();
      const loaded: Promise<number>[] = [];
      page.on('response', (response) => loaded.push(response.body().then(({ length }) => length)));
      await page.goto(`${await serveFolder(folder)}playground/`);
      await page.getByText('WebAssembly with SIMD').waitFor();
      const bytes = (await Promise.all(loaded)).reduce((sum, each) => sum + each, 0);
      await page.close();
      // The engine alone is larger than the first.
      expect(bytes).toBeGreaterThan(1e6);
      // Two networks of width 16 and 200 letters are 1.6 MB.
      expect(bytes).toBeLessThan(5e6 - 1.6e6);
    });

    it('shows names as text, never as markup', async () => {
      const address = await serveFolder(folder);
      for (const path of ['', 'report/report.html', 'playground/']) {
        const { page } = await open(`${address}${path}`);
        await page.getByRole('heading', { name: HOSTILE }).first().waitFor();
        expect(await page.title()).not.toBe('taken');
        expect(await page.locator('img[src=x]').count()).toBe(0);
        await page.close();
      }
    });

    it.each([
      { width: 390, colorScheme: 'light' },
      { width: 390, colorScheme: 'dark' },
      { width: 1400, colorScheme: 'light' },
      { width: 1400, colorScheme: 'dark' },
    ] as const)('has an accessible first page at $width px, $colorScheme', async ({ width, colorScheme }) => {
      // Its policy runs no script, and none but the one that examines it.
      const { page } = await open(await serveFolder(folder), {
        ...{ viewport: { width, height: 844 }, colorScheme, bypassCSP: true },
      });
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      await page.close();
    });

    it('says what is wrong when a file is missing', async () => {
      const page = await browser!.newPage();
      await page.route('**/network-2.safetensors', (route) => route.fulfill({ status: 404 }));
      await page.goto(`${await serveFolder(folder)}playground/`);
      await page.getByText(/file network-2\.safetensors.*HTTP status 404/).waitFor();
      await page.close();
    });

    it('refuses a damaged network', async () => {
      const page = await browser!.newPage();
      await page.route('**/network-1.safetensors', (route) => route.fulfill({ body: 'no safetensors' }));
      await page.goto(`${await serveFolder(folder)}playground/`);
      await page.getByText(/safetensors file network-1\.safetensors/).waitFor();
      await page.close();
    });

    it('refuses images that are cut off', async () => {
      const page = await browser!.newPage();
      await page.route('**/shelf.bin', (route) => route.fulfill({ body: 'few bytes' }));
      await page.goto(`${await serveFolder(folder)}playground/`);
      await page.getByText(/file shelf\.bin: expected \d+ bytes.*received 9/).waitFor();
      await page.close();
    });

    it('computes in plain JavaScript where WebAssembly does not start', async () => {
      const page = await browser!.newPage();
      await page.route('**/*.wasm', (route) => route.abort());
      await page.goto(`${await serveFolder(folder)}playground/`);
      await page.getByText('plain JavaScript').waitFor();
      await page.close();
    });
  },
);
