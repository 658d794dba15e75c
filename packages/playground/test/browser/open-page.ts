/// <reference lib="dom" />
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A playground in a browser, with everything that it complained about and asked the network for. */
export interface OpenedPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

/** Opens a playground and waits until its first batch is answered and its scenes can be chosen. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 1000 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await answered(page);
  await page.getByRole('button', { name: 'Random batch' }).and(page.locator(':enabled')).waitFor();
  return { page, complaints, requests };
}

/** Waits until the answers on the page are those of the batch that it shows. */
export async function answered(page: Page): Promise<void> {
  await page.locator('.board[aria-busy="false"] .answer .class').first().waitFor();
}

/** The batch: the pictures in the seats, by their places on the shelf. */
export async function seatsOf(page: Page): Promise<number[]> {
  return page
    .locator('[data-seat]')
    .evaluateAll((seats) => seats.map((seat) => Number((seat as HTMLElement).dataset['picture'])));
}

/** What a network answers in every seat: class index, confidence in percent, and the class it was before a flip. */
export async function answersOf(page: Page, network: string, statistics: 'batch' | 'population') {
  await answered(page);
  return page
    .locator(`tr[data-network="${network}"][data-statistics="${statistics}"] td`)
    .evaluateAll((cells) =>
      cells.map((cell) => ({
        predicted: Number((cell as HTMLElement).dataset['predicted']),
        percent: Number(/(\d+) %/.exec(cell.querySelector('.confidence')?.textContent ?? '')?.[1]),
        was: cell.querySelector('.was')?.textContent,
      })),
    );
}

/** The button of a seat. */
export function seat(page: Page, place: number) {
  return page.locator(`[data-seat="${place}"]`);
}

/** The button of a picture on the shelf. */
export function shelved(page: Page, picture: number) {
  return page.locator(`[data-shelved="${picture}"]`);
}

/** Where the middle of an element is, in CSS pixels of the window. */
export async function middleOf(element: ReturnType<typeof seat>): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('expected an element that is shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
