import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatePipeline } from '../../src/testing/index.ts';
import { temporaryFolder } from '@batchmates/stage/testing';
import { missingBrowser, startBrowser } from './chromium.ts';
import { countFocusable, describeFocus, examineLegibility } from './page-checks.ts';
import { makeComparison, makeReport } from '../fixtures/make-report.ts';

let root: string;
let browser: Browser | undefined;
const pages: Record<string, string> = {};

const widths = { phone: 390, desk: 1400 } as const;
// Layout does not depend on the scheme, so each width is looked at in one of them.
const combinations = ['report', 'seeds', 'classes', 'compare'].flatMap((page) => [
  { page, width: widths.phone, scheme: 'light' as const },
  { page, width: widths.desk, scheme: 'dark' as const },
]);

describe.skipIf(missingBrowser !== undefined)(
  `reports in Chromium${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
  () => {
    beforeAll(async () => {
      root = await temporaryFolder();
      const report = await writePage('report', { images: 500 });
      const seeds = await writePage('seeds', { seeds: [0, 1], images: 200 });
      const names = Array.from({ length: 50 }, (_, index) => `n0${1440764 + index} long class name`);
      await writePage('classes', { classNames: names, network: 'imagenet-resnet-34', images: 200 });
      const compared = await makeComparison({
        inputs: { reports: [report, seeds] },
        directory: join(root, 'artifacts/compare/compare'),
      });
      pages['compare'] = pathToFileURL(join(compared.directory, 'report.html')).href;
      // Writing four reports takes a while where other suites run at the same time.
      browser = await startBrowser();
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
    });

    async function writePage(name: string, options: Partial<Parameters<typeof simulatePipeline>[0]>) {
      const directory = join(root, 'artifacts', name);
      const { results, checkpoints } = await simulatePipeline({ directory, ...options });
      const report = await makeReport({
        inputs: { results, checkpoints },
        directory: join(directory, 'report'),
      });
      pages[name] = pathToFileURL(join(report.directory, 'report.html')).href;
      return report;
    }

    /** Opens a page and gives it with everything it complained about or asked for. */
    async function open(name: string, width: number, colorScheme: 'light' | 'dark' = 'light') {
      const page = await browser!.newPage({
        viewport: { width, height: 900 },
        colorScheme,
      });
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pages[name] ?? '');
      return {
        page,
        complaints,
        requests: requests.filter((url) => url !== pages[name] && !url.startsWith('data:')),
      };
    }

    it.each(combinations)(
      '$page at $width px, $scheme: legible, and nothing fetched',
      async ({ page: name, width, scheme }) => {
        const { page, complaints, requests } = await open(name, width, scheme);
        const findings = await page.evaluate(examineLegibility);
        expect(findings).toMatchObject({
          overflow: 0,
          badCharts: [],
          smallTexts: [],
          clippedTexts: [],
          missingImages: [],
        });
        expect(findings.figures).toBeGreaterThan(2);
        expect(complaints).toEqual([]);
        expect(requests).toEqual([]);
        await page.close();
      },
    );

    it('follows the reader’s preference for dark or light', async () => {
      const background = (page: Page) =>
        page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`);
      const [light, dark] = [await open('report', widths.desk), await open('report', widths.desk, 'dark')];
      expect(await background(light.page)).toBe('rgb(255, 255, 255)');
      expect(await background(dark.page)).toBe('rgb(18, 21, 27)');
      await Promise.all([light.page.close(), dark.page.close()]);
    });

    it('can be reached by keyboard, everywhere and visibly', async () => {
      const { page } = await open('report', widths.desk);
      const count = await page.evaluate(countFocusable);
      const reached = new Set<number>();
      for (let press = 0; press < count; press++) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(describeFocus);
        if (press === 0) expect(focus?.name).toBe('Skip to the report');
        expect(focus?.outlined, focus?.name).toBe(true);
        if (focus !== undefined) reached.add(focus.index);
      }
      expect(count).toBeGreaterThan(40);
      expect(reached.size).toBe(count);
      await page.close();
    });

    it('opens a figure’s numbers, and skips to the report, by keyboard', async () => {
      const { page } = await open('report', widths.phone);
      await page.locator('#figure-curves summary').focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#figure-curves-numbers').isVisible()).toBe(true);
      expect((await page.evaluate(examineLegibility)).overflow).toBe(0);
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate(`document.activeElement.id`)).toBe('report');
      await page.close();
    });

    it('names every figure for a screen reader', async () => {
      const { page } = await open('report', widths.desk);
      for (const figure of await page.locator('figure').all()) {
        const heading = figure.locator('h3, summary').first();
        const title = await heading.innerText();
        // A folded one is opened by its title.
        if (await figure.locator('> details').count()) await heading.click();
        expect(await figure.getByRole('img', { name: title }).count(), title).toBe(1);
      }
      await page.close();
    });
  },
);
