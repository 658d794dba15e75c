import { missingBrowser, startBrowser } from '@batchmates/report/testing';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';
import { openPipeline, type OpenedPipeline } from './open-pipeline.ts';

const pipeline = (epochs: number, protocol = 'standard') => `
name: small
description: a <b>small</b> one
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 200, testPerClass: 20 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: balanced
      epochs: ${epochs}
      augmentation: { kind: scale-crop, flip: false }
      threads: 1
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { protocol: ${protocol}, threads: 1 }
  report:
    uses: report/report
    in: { results: evaluate, checkpoints: train, datasets: glyphs }
`;

const BREAKS = `
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

export default defineStage({
  uses: 'breaks',
  summary: 'breaks',
  inputs: { checkpoint: { type: 'checkpoint' } },
  output: 'nothing',
  params: z.strictObject({}),
  async run({ progress }) {
    progress.note('<i>so far</i>');
    throw new Error('it broke');
  },
});
`;

let workspace: TemporaryWorkspace;
let browser: Browser;
let opened: OpenedPipeline;
const FILE = 'pipelines/small/pipeline.yaml';

describe.skipIf(missingBrowser !== undefined)(
  `the page of a pipeline in Chromium${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
  () => {
    beforeAll(async () => {
      workspace = await createTemporaryWorkspace();
      await workspace.write('nx.json', '{}');
      await workspace.write(FILE, pipeline(500));
      await workspace.write('pipelines/small/breaks.ts', BREAKS);
      [opened, browser] = await Promise.all([openPipeline(workspace, 'small'), startBrowser()]);
    });
    afterAll(async () => {
      await browser.close();
      expect((await opened.interrupt()).stderr).toBe('batchmates: interrupted; nothing is served any more\n');
    });

    /** Opens a page, with everything that it complained about or asked for. */
    async function load(path = '', width = 1400, colorScheme: 'light' | 'dark' = 'light') {
      const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const complaints: string[] = [];
      tab.on('console', (message) => complaints.push(message.text()));
      tab.on('pageerror', (error) => complaints.push(String(error)));
      tab.on('request', (request) => {
        if (!request.url().startsWith(opened.address) && !request.url().startsWith('data:'))
          complaints.push(request.url());
      });
      await tab.goto(opened.address + path);
      return { tab, complaints };
    }

    async function violations(tab: Page): Promise<readonly string[]> {
      await tab.evaluate(axe.source);
      const found = await tab.evaluate<axe.AxeResults>('axe.run()');
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }

    // Each test starts from the state that the one before it left.
    it('follows a run: stages, progress, curves as they grow, and that it was interrupted', async () => {
      const { tab, complaints } = await load();
      const status = tab.locator('#status');
      expect(await status.innerText()).toBe('0 of 5 stages up to date, 5 not made yet');
      const { child, ended } = workspace.start(['run-all', 'small']);
      const train = tab.locator('#stage-train');
      await train.locator('progress').waitFor();
      expect(await status.innerText()).toBe('1 of 5 stages up to date, 1 running, 3 not made yet');
      expect(await tab.locator('#under-way li').innerText()).toMatch(/^train train: \d+ % of 300,000 images/);
      const done = () =>
        train.locator('progress').evaluate((bar) => (bar as unknown as { value: number }).value);
      const first = await done();
      await tab.waitForFunction(
        (before) =>
          (document.querySelector('#stage-train progress') as unknown as { value: number }).value > before,
        first,
      );
      expect(await train.locator('.bar p').innerText()).toMatch(
        /^train: \d+ % of 300,000 images, [\d,.]+\/s, (\d+:)?\d+:\d\d left, epoch \d+\/500, loss \d\.\d+$/,
      );
      // The figures are there after the first epoch; a figure's numbers that a person has opened stay open while it grows.
      const numbers = tab.locator('#figure-loss details');
      await numbers.locator('summary').click();
      const rows = () => tab.locator('#figure-loss-numbers tbody tr').count();
      const epochs = await rows();
      await expect.poll(rows).toBeGreaterThan(epochs);
      expect(await tab.locator('#figure-loss svg.wide').isVisible()).toBe(true);
      expect(await tab.locator('#figure-curves').isVisible()).toBe(true);
      await train.locator('summary', { hasText: 'Log' }).click();
      await expect.poll(() => train.locator('pre').innerText()).toMatch(/epoch \d+\/500: loss/);
      expect(await violations(tab)).toEqual([]);
      child.kill('SIGINT');
      await ended;
      await expect.poll(() => train.locator('.state').innerText()).toContain('stopped');
      expect(await train.locator('pre').innerText()).toContain('interrupted');
      expect(complaints).toEqual([]);
      await tab.close();
    });

    it('shows the log of a stage that failed, and what there is of the rest, without being loaded again', async () => {
      const { tab, complaints } = await load();
      await workspace.write(
        FILE,
        `${pipeline(2)}  breaks: { uses: ./breaks.ts, in: { checkpoint: train } }\n`,
      );
      const { code, stderr } = await workspace.batchmates(['run-all', 'small']);
      expect(code, stderr).toBe(1);
      const breaks = tab.locator('#stage-breaks');
      await expect.poll(() => breaks.locator('.state').innerText()).toContain('failed');
      expect(await breaks.locator('pre').innerText()).toMatch(
        /^<i>so far<\/i>\n.*breaks\.ts:\d+:\d+ threw: .*it broke/,
      );
      expect(await breaks.locator('i').count()).toBe(0);
      await expect.poll(() => tab.locator('#status').innerText()).toBe('5 of 6 stages up to date, 1 failed');
      expect(await tab.locator('#under-way li').innerText()).toBe('breaks failed');
      expect(await tab.locator('#stage-train pre').count()).toBe(0);
      expect(complaints).toEqual([]);
      await tab.close();
    });

    it.each([
      [390, 'light'],
      [390, 'dark'],
      [1400, 'light'],
      [1400, 'dark'],
    ] as const)('can be used by everybody: %i pixels, %s', async (width, scheme) => {
      const { tab, complaints } = await load('', width, scheme);
      for (const summary of await tab.locator('summary').all()) await summary.click();
      expect(await violations(tab)).toEqual([]);
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await tab.keyboard.press('Tab');
      expect(complaints).toEqual([]);
      await tab.close();
    });

    it('leads to the report, whose script runs under its policy, and to every file', async () => {
      const { tab, complaints } = await load();
      await tab.getByRole('link', { name: 'Report: report' }).click();
      expect(tab.url()).toBe(`${opened.address}artifacts/small/report/report.html`);
      const heading = tab.locator('button.sort:visible').first();
      await heading.click();
      expect(await heading.locator('..').getAttribute('aria-sort')).toBe('ascending');
      expect(complaints).toEqual([]);
      await tab.goBack();
      const links = await tab
        .locator('.files a')
        .evaluateAll((all) => all.map((each) => (each as unknown as { href: string }).href));
      expect(links.length).toBeGreaterThan(20);
      for (const link of links) {
        const { status } = await fetch(link, { method: 'HEAD' });
        expect(status, link).toBe(200);
      }
      await tab.close();
    });

    it('leads to a playground of the calibrated network, which answers under its policy', async () => {
      const { tab, complaints } = await load();
      await tab.getByRole('link', { name: 'Playground' }).click();
      expect(tab.url()).toBe(`${opened.address}playground/`);
      await tab.locator('#playground > *').first().waitFor();
      const described = await tab.evaluate<{ classes: string[]; networks: unknown[] }>(
        "fetch('playground.json').then((response) => response.json())",
      );
      expect(described.classes).toEqual(['A', 'B', 'C']);
      expect(described.networks).toHaveLength(1);
      expect(complaints).toEqual([]);
      await tab.close();
    });

    it('says that it has lost its server, and goes on when there is one again', async () => {
      const { tab } = await load();
      expect(await tab.locator('#lost').isVisible()).toBe(false);
      const { port } = new URL(opened.address);
      await opened.interrupt();
      await expect.poll(() => tab.locator('#lost').isVisible()).toBe(true);
      expect(await tab.locator('#stage-train').isVisible()).toBe(true);
      opened = await openPipeline(workspace, 'small', '--port', port);
      await expect.poll(() => tab.locator('#lost').isVisible()).toBe(false);
      await tab.close();
    });
  },
);
