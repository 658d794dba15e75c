import { temporaryFolder } from '@batchmates/stage/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { writePlayground } from '../../src/index.ts';
import type { SiteData } from '../../src/site-data.ts';
import { serveFolder } from '../fixtures/serve-folder.ts';
import { trainedNetworks, type TrainedNetworks } from '../fixtures/trained-networks.ts';
import { missingBrowser, startBrowser } from '@batchmates/report/testing';
import { answered, openPage, seatsOf } from './open-page.ts';

/** The name of a class that would be markup anywhere but in a text. */
export const HOSTILE = '<img src=x onerror=alert(1)>';

/** How a test opens the page: options of the browser, and what the address has after the folder. */
export type Visit = NonNullable<Parameters<typeof openPage>[2]> & { readonly fragment?: string };

/** A playground of two trained networks with four classes of five images each, served under a path of this machine. */
export interface ServedPlayground {
  readonly browser: Browser;
  readonly trained: TrainedNetworks;
  readonly site: SiteData;
  /** The folder's address. */
  readonly url: string;
  /** Opens the page, and expects that it complained of nothing and asked nobody else for anything. */
  visit(test: (page: Page) => Promise<void>, visit?: Visit): Promise<void>;
  /** Changes the batch, waits for its answers, and gives the pictures in its seats. */
  change(page: Page, act: () => Promise<unknown>): Promise<number[]>;
}

/** A suite on a playground in Chromium; skipped, with the reason, where there is none. */
export function describePlayground(name: string, suite: (playground: ServedPlayground) => void): void {
  const skipped = missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`;
  describe.skipIf(missingBrowser !== undefined)(`in Chromium: ${name}${skipped}`, () => {
    const playground = { visit, change } as ServedPlayground;

    beforeAll(async () => {
      const trained = await trainedNetworks(['red', HOSTILE, 'blue', 'grey']);
      const folder = await temporaryFolder();
      const { dataset, checkpoints } = trained;
      const site = await writePlayground(folder, {
        dataset,
        checkpoints,
        split: 'test',
        imagesPerClass: 5,
        seed: 0,
      });
      const url = await serveFolder(folder, '/some/where/');
      Object.assign(playground, { trained, site, url, browser: await startBrowser() });
    });

    afterAll(async () => {
      await playground.browser.close();
    });

    async function visit(test: (page: Page) => Promise<void>, { fragment = '', ...options }: Visit = {}) {
      const { browser, url } = playground;
      const { page, complaints, requests } = await openPage(browser, `${url}${fragment}`, options);
      try {
        await test(page);
        expect(complaints).toEqual([]);
        expect(requests.filter((each) => !each.startsWith(url) && !each.startsWith('data:'))).toEqual([]);
      } finally {
        await page.context().close();
      }
    }

    suite(playground);
  });
}

async function change(page: Page, act: () => Promise<unknown>): Promise<number[]> {
  const before = await seatsOf(page);
  await act();
  await expect.poll(() => seatsOf(page)).not.toEqual(before);
  await answered(page);
  return seatsOf(page);
}
