import { writeFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { preview } from 'vite';

/** The window, in CSS pixels. */
const WINDOW = { width: 1300, height: 880 };

/** Photographs the playground in `folder` after a search for a flip, and writes it to `file` as PNG; gives its size. */
export async function photographPlayground(
  folder: string,
  file: string,
): Promise<{ readonly bytes: number }> {
  const server = await preview({
    configFile: false,
    root: folder,
    build: { outDir: '.' },
    preview: { host: '127.0.0.1', port: 4179 },
    logLevel: 'silent',
  });
  const browser = await chromium.launch({
    executablePath: process.env['BATCHMATES_CHROMIUM'] ?? '/usr/bin/chromium',
    // Root in a container has no sandbox; the page is our own.
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({ viewport: WINDOW, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await showFlip(page);
    const picture = await sharp(await page.screenshot())
      .png({ palette: true, effort: 10 })
      .toBuffer();
    writeFileSync(file, picture);
    return { bytes: picture.length };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function showFlip(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Circulate a weak image' }).and(page.locator(':enabled')).waitFor();
  await page.getByRole('button', { name: 'Find me a flip' }).click();
  await page.locator('.answer.flip').first().waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement.blur()');
}
