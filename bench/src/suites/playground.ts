import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteDataSchema } from '@batchmates/playground';
import { UserError } from '@batchmates/errors';
import { serveFolder } from '@batchmates/report/testing';
import { chromium } from 'playwright-core';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { timeSwaps } from '../playground/time-swaps.ts';
import { timeWorker, type WorkerTask, type WorkerTimes } from '../playground/time-worker.ts';

/** What a playground is held to, ms. */
const LIMITS = { first: 2000, swap: 50 } as const;

/** Two frames of a screen with 60 of them a second, ms. */
const FRAMES = 1000 / 30;

const suite = defineSuite({
  summary:
    'a playground in Chromium: ms to the first answer, of a swap, and bytes loaded, beside their limits',
  options: {
    site: { type: 'string', default: 'artifacts/glyphs10/site/playground' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    loads: { type: 'string', default: '5' },
    swaps: { type: 'string', default: '30' },
  },
  async run({ values, log }) {
    const task = { ...readTask(values.site), swaps: Number(values.swaps) };
    const server = await serveFolder(values.site);
    const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox'] });
    const times: WorkerTimes[] = [];
    const drawn: number[] = [];
    let bytes = 0;
    try {
      for (let load = 0; load < Number(values.loads); load++) {
        log(`load ${load + 1} of ${values.loads}`);
        // Nothing is cached in a new one.
        const context = await browser.newContext();
        const page = await context.newPage();
        // A file of the site that starts nothing.
        await page.goto(`${server.address}licences.md`);
        // tsx wraps functions in calls of it.
        await page.evaluate('globalThis.__name = (named) => named');
        const before = server.sent();
        times.push(await page.evaluate(timeWorker, task));
        bytes = server.sent() - before;
        await page.goto(`${server.address}index.html`);
        await page
          .getByRole('button', { name: 'Circulate a weak image' })
          .and(page.locator(':enabled'))
          .waitFor();
        await page.evaluate('globalThis.__name = (named) => named');
        drawn.push(...(await page.evaluate(timeSwaps, task.swaps)));
        await context.close();
      }
    } finally {
      await browser.close();
      server.close();
    }
    const rows = [
      row(
        'first answer',
        times.map(({ first }) => first),
        LIMITS.first,
      ),
      row(
        'swap, worker alone',
        times.flatMap(({ swaps }) => swaps),
        LIMITS.swap,
      ),
      row('swap on the page, from input to two frames after the answers', drawn, LIMITS.swap + FRAMES),
      row(
        'statistics of every layer',
        times.flatMap(({ distances }) => distances),
        undefined,
      ),
    ];
    const text = table(
      ['what', 'median ms', 'fastest', 'slowest', 'share of the limit'],
      rows.map(({ what, median, fastest, slowest, share }) => [
        ...[what, median.toFixed(0), fastest.toFixed(0), slowest.toFixed(0)],
        share === undefined ? '-' : share.toFixed(2),
      ]),
    );
    return {
      rows,
      text: `${text}\n${(bytes / 1e6).toFixed(2)} MB loaded by the worker, with the images`,
      facts: { bytes },
    };
  },
});

export default suite;

/** A batch of the first image of each class, and what the worker needs to know of the site. */
function readTask(site: string): Omit<WorkerTask, 'swaps'> {
  const file = join(site, 'playground.json');
  if (!existsSync(file)) {
    throw new UserError({
      code: 'bench/site',
      what: `playground ${site}`,
      expected: 'the folder playground/ of what report/site leaves',
      received: 'none',
      remedy: 'npx batchmates run glyphs10 site, or name one with --site',
    });
  }
  const { classes, image, shelf } = siteDataSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const script = readdirSync(join(site, 'assets')).find((name) => name.startsWith('engine-worker-'));
  if (script === undefined) throw new Error('internal: no worker in the site');
  return {
    script: `assets/${script}`,
    shelf: shelf.file,
    size: image.height * image.width * image.channels,
    seats: classes.map((_, label) => shelf.labels.indexOf(label)).filter((place) => place >= 0),
  };
}

function row(what: string, times: readonly number[], limit: number | undefined) {
  const sorted = times.toSorted((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  return {
    ...{ what, median, fastest: sorted[0]!, slowest: sorted.at(-1)! },
    share: limit === undefined ? undefined : median / limit,
  };
}
