import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingBrowser, startBrowser } from '@batchmates/report/testing';

const root = join(import.meta.dirname, '../../..');
const dist = join(root, '.cache/site/dist');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};
const LIBRARIES = [
  ...['errors', 'random', 'artifact', 'stage', 'batching', 'augmentation', 'dataset', 'network', 'engine'],
  ...['checkpoint', 'results', 'metrics', 'protocols'],
];

let pages: readonly string[];
let server: Server | undefined;
let address: string;

beforeAll(async () => {
  const main = join(root, 'tools/docs/src/main.ts');
  // As a person runs it, not as a test.
  const { VITEST: _, ...env } = process.env;
  await promisify(execFile)(process.execPath, ['--import', 'tsx', main], {
    ...{ cwd: root, env },
    maxBuffer: 2 ** 26,
  });
  pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.html') && file !== '404.html',
  );
  const listening = createServer((request, response) => {
    const path = join(dist, decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname));
    const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'index.html') : path;
    if (!existsSync(file)) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  server = listening;
  address = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}, 600_000);

afterAll(() => server?.close());

describe('the site', () => {
  it('has the pages of docs/, the reference and the libraries', () => {
    const docs = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
    const expected = [
      'index.html',
      ...docs.map((file) => `docs/${file.replace(/\.md$/, '.html')}`),
      ...['commands', 'stages/trainer-train', 'strategies', 'protocols', 'metrics', 'layers', 'engines'].map(
        (name) => `reference/${name}.html`,
      ),
      ...LIBRARIES.map((name) => `api/@batchmates/${name}.html`),
    ];
    expect(pages).toEqual(expect.arrayContaining(expected));
  });

  it('has links that lead to pages and headings', () => {
    const texts = new Map(pages.map((page) => [page, readFileSync(join(dist, page), 'utf8')]));
    const broken = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/ href="([^"]*)"/g)]
        .map(([, href]) => href!.replaceAll('&amp;', '&'))
        .filter((href) => href.startsWith('/') || href.startsWith('#') || href.startsWith('.'))
        .filter((href) => !leads(new URL(href, `http://site/${page}`), texts))
        .map((href) => `${page}: ${href}`),
    );
    expect(broken).toEqual([]);
  });
});

describe.skipIf(missingBrowser !== undefined)(
  `the site in Chromium${missingBrowser === undefined ? '' : ` (skipped: ${missingBrowser})`}`,
  () => {
    it.each([
      ['phone', 390, 'dark'],
      ['desk', 1400, 'light'],
    ] as const)(
      'asks no other host for anything, has no errors and fits (%s)',
      async (_, width, colorScheme) => {
        const browser = await startBrowser();
        try {
          const page = await browser.newPage({ viewport: { width, height: 850 }, colorScheme });
          const troubles: string[] = [];
          page.on('request', (request) => {
            if (!request.url().startsWith(address) && !request.url().startsWith('data:'))
              troubles.push(`asked ${request.url()}`);
          });
          page.on('pageerror', (error) => troubles.push(error.message));
          page.on('response', (response) => {
            if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
          });
          for (const each of pages) {
            await page.goto(`${address}/${each}`, { waitUntil: 'load' });
            const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
            if (wide > width) troubles.push(`${each} is ${wide} pixels wide`);
          }
          expect(troubles).toEqual([]);
        } finally {
          await browser.close();
        }
      },
    );

    it('finds words without a server of another', async () => {
      const browser = await startBrowser();
      try {
        const page = await browser.newPage();
        await page.goto(address);
        const field = page.locator('.VPLocalSearchBox input');
        // The page hears keys only once its script has started.
        const opens = async () => {
          await page.keyboard.press('Control+k');
          return field.isVisible();
        };
        await expect.poll(opens).toBe(true);
        await field.fill('samplesPerClass');
        const results = page.locator('.VPLocalSearchBox .result');
        await results.first().waitFor();
        expect(await results.count()).toBeGreaterThan(3);
      } finally {
        await browser.close();
      }
    });
  },
);

/** Whether an address of the site is a page or file, and has the heading that it names. */
function leads({ pathname, hash }: URL, texts: ReadonlyMap<string, string>): boolean {
  const path = decodeURIComponent(pathname).slice(1);
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  const text = texts.get(file);
  if (text === undefined) return hash === '' && existsSync(join(dist, file));
  return hash === '' || text.includes(` id="${decodeURIComponent(hash.slice(1))}"`);
}
