import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingBrowser, simulatePipeline, startBrowser } from '../../src/testing/index.ts';
import { temporaryFolder } from '@batchmates/stage/testing';
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
    });

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

    it('sorts tables by their headings, by pointer and by keyboard, and back', async () => {
      const { page } = await open('report', widths.desk);
      const table = page.locator('#calibration');
      const column = async (index: number) =>
        (await table.locator('tbody tr').all()).length > 0
          ? table.locator(`tbody tr > :nth-child(${index})`).allInnerTexts()
          : [];
      const asWritten = await column(2);
      const numbers = (texts: readonly string[]) => texts.map((text) => Number.parseFloat(text));
      const ascending = numbers(asWritten).sort((left, right) => left - right);
      expect(new Set(ascending).size).toBeGreaterThan(2);
      const heading = table.locator('thead th').nth(1);
      await heading.getByRole('button').click();
      expect(numbers(await column(2))).toEqual(ascending);
      expect(await heading.getAttribute('aria-sort')).toBe('ascending');
      await heading.getByRole('button').focus();
      await page.keyboard.press('Enter');
      expect(numbers(await column(2))).toEqual(ascending.toReversed());
      await table.locator('thead th').first().getByRole('button').click();
      expect(await heading.getAttribute('aria-sort')).toBe(null);
      const names = await column(1);
      expect(names).toEqual(
        names.toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true })),
      );
      const first = table.locator('thead th').first().getByRole('button');
      await first.click();
      await first.click();
      expect(await column(2)).toEqual(asWritten);
      await page.close();
    });

    it('sorts p-values by size, however they are written', async () => {
      const { page } = await open('report', widths.desk);
      await page.locator('details:has(#paired-tests) summary').click();
      const table = page.locator('#paired-tests');
      await table.locator('thead th').nth(6).getByRole('button').click();
      const texts = await table.locator('tbody tr > :nth-child(7)').allInnerTexts();
      const values = texts.map((text) => {
        const [, digits, power] = /^([\d.]+)(?: × 10⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(
          text.replaceAll('\u00a0', ' ').trim(),
        )!;
        const exponent = (power ?? '').replace(/./g, (digit) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)));
        return Number(`${digits}e-${exponent === '' ? '0' : exponent}`);
      });
      expect(values).toEqual(values.toSorted((left, right) => left - right));
      // Both ways of writing them occur.
      expect(values.some((value) => value < 0.001) && values.some((value) => value > 0.001)).toBe(true);
      await page.close();
    });

    it('hides and shows a series by its entry in the legend, and tells the value of a point', async () => {
      const { page } = await open('report', widths.desk);
      const figure = page.locator('#figure-curves');
      const marks = figure.locator('svg.wide .series-0');
      const entry = figure
        .locator('svg.wide')
        .getByRole('button', { name: 'Standard training, standard testing' });
      expect(await marks.first().isVisible()).toBe(true);
      await entry.click();
      expect(await marks.first().isVisible()).toBe(false);
      expect(await figure.locator('svg.wide .series-1').first().isVisible()).toBe(true);
      await entry.focus();
      await page.keyboard.press('Space');
      expect(await marks.first().isVisible()).toBe(true);
      const point = figure.locator('svg.wide .series-1 path:has(> title)').last();
      await point.hover({ force: true });
      const said = await page.locator('.value').innerText();
      expect(said).toBe(await point.locator('title').textContent());
      expect(said).toMatch(/epoch \d+: [\d.]+ %/);
      await page.close();
    });

    it('shows images of one class alone', async () => {
      const { page } = await open('report', widths.phone);
      await page.locator('.gallery summary').first().click();
      const items = page.locator('.gallery').first().locator('> ul > li');
      const labels = async () =>
        Promise.all(
          (await items.all()).map(async (item) => [
            await item.getAttribute('data-label'),
            await item.isVisible(),
          ]),
        );
      const all = await labels();
      expect(all.map(([, visible]) => visible)).toEqual(all.map(() => true));
      const [[chosen]] = all as [[string, boolean]];
      await page.locator('.filter select').selectOption(chosen);
      expect(await labels()).toEqual(all.map(([label]) => [label, label === chosen]));
      await page.close();
    });

    it('says the same without the script', async () => {
      const context = await browser!.newContext({
        viewport: { width: widths.phone, height: 900 },
        javaScriptEnabled: false,
      });
      const page = await context.newPage();
      await page.goto(pages['report'] ?? '');
      expect(await page.getByRole('button').count()).toBe(0);
      const withScript = await open('report', widths.phone);
      // The choice of a class is all that the script adds in words.
      await withScript.page.locator('.filter').evaluate((filter) => {
        filter.remove();
      });
      const sections = ['result', 'curves', 'circulate', 'images', 'paired'];
      for (const id of sections) {
        const textOf = async (which: Page) =>
          (await which.locator(`#${id} h2 ~ *`).allTextContents()).join('\n');
        const [bare, comfortable] = [await textOf(page), await textOf(withScript.page)];
        expect(bare.length, id).toBeGreaterThan(200);
        expect(comfortable).toBe(bare);
      }
      await page.locator('.gallery summary').first().click();
      expect(await page.locator('.gallery li').first().isVisible()).toBe(true);
      await Promise.all([context.close(), withScript.page.close()]);
    });

    it('names every figure for a screen reader', async () => {
      const { page } = await open('report', widths.desk);
      for (const figure of await page.locator('figure').all()) {
        const heading = figure.locator('h3, summary').first();
        const title = await heading.innerText();
        // A folded one is opened by its title.
        if (await figure.locator('> details').count()) await heading.click();
        // One whose legend can be pressed is a group, for nobody is told what is inside an image.
        const chart = figure.getByRole('img', { name: title }).or(figure.getByRole('group', { name: title }));
        expect(await chart.count(), title).toBe(1);
      }
      await page.close();
    });
  },
);
