import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '@batchmates/report/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { Browser, Page } from 'playwright-core';
import { bundlePage } from '../../bundle/bundle-page.mjs';
import { serveFolder } from '../fixtures/serve-folder.ts';

/** The probe's page, which gives tests the engine that runs in its worker. */
export interface Probe {
  readonly browser: Browser;
  readonly page: Page;
  readonly address: string;
  /** What the page wrote to its console, and its errors. */
  readonly complaints: readonly string[];
}

/** Puts the probe's page into the folder of a playground, in place of the one for people, and opens it. */
export async function openProbe(folder: string): Promise<Probe> {
  const probe = await temporaryFolder();
  await bundlePage(probe, fileURLToPath(new URL('probe', import.meta.url)));
  await cp(probe, folder, { recursive: true });
  const browser = await startBrowser();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const address = await serveFolder(folder, '/some/where/');
  await page.goto(address);
  return { browser, page, address, complaints };
}
