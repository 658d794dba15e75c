import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const places = [
  process.env['BATCHMATES_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium to test with, if there is one. */
const chromiumPath = places.find((place) => place !== undefined && existsSync(place));

/** How long a page may take over what a test waits for, in milliseconds: a machine that does other things too is slow. */
const PATIENCE = 100_000;

/** Why the browser tests cannot run here; undefined when they can. Continuous integration must have a browser. */
export const missingBrowser =
  chromiumPath === undefined && !process.env['CI']
    ? 'no Chromium here: install one (Debian: apt-get install chromium) or set BATCHMATES_CHROMIUM to its path'
    : undefined;

/** Starts the browser, headless; throws when there is none. */
export async function startBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) {
    throw new Error(
      'expected Chromium, found none: apt-get install chromium, or set BATCHMATES_CHROMIUM to its path',
    );
  }
  const { chromium } = await import('playwright-core');
  // Root in a container has no sandbox; the pages are our own.
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  browser.on('context', (context) => context.setDefaultTimeout(PATIENCE));
  return browser;
}
