/// <reference lib="dom" />
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { describePlayground } from './describe-playground.ts';
import { answersOf, middleOf, seat, seatsOf, shelved } from './open-page.ts';

/** Four pixels. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==';

describePlayground('seating images', (playground) => {
  it('seats an image that is dragged there, and exchanges two seats', async () => {
    await playground.visit(async (page) => {
      const drag = async (from: ReturnType<typeof seat>, to: ReturnType<typeof seat>) => {
        const [start, end] = [await middleOf(from), await middleOf(to)];
        await page.mouse.move(start.x, start.y);
        await page.mouse.down();
        await page.mouse.move(end.x + 3, end.y + 3, { steps: 5 });
        await page.mouse.up();
      };
      const [first, second] = await seatsOf(page);
      expect(await playground.change(page, () => drag(shelved(page, 3), seat(page, 0)))).toMatchObject({
        0: 3,
      });
      expect(await playground.change(page, () => drag(seat(page, 1), seat(page, 0)))).toMatchObject({
        0: second,
        1: 3,
      });
      expect(first).toBe(0);
      // A drag that ends nowhere, or is given up, changes nothing and picks nothing up.
      const before = await seatsOf(page);
      const start = await middleOf(seat(page, 0));
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move(start.x + 200, start.y, { steps: 4 });
      await page.keyboard.press('Escape');
      await page.mouse.up();
      expect(await seatsOf(page)).toEqual(before);
      expect(await page.locator('[aria-pressed="true"]').count()).toBe(0);
    });
  });

  it('on a phone, seats images by tapping and by a finger that drags', async () => {
    await playground.visit(
      async (page) => {
        await shelved(page, 4).tap();
        expect(await playground.change(page, () => seat(page, 2).tap())).toMatchObject({ 2: 4 });
        await seat(page, 1).tap();
        expect(await playground.change(page, () => seat(page, 0).tap())).toMatchObject({ 0: 5, 1: 0 });
        const touch = await page.context().newCDPSession(page);
        // Only the strip of images and the seats: the page must not scroll beneath.
        await seat(page, 3).scrollIntoViewIfNeeded();
        const [start, end] = [await middleOf(shelved(page, 2)), await middleOf(seat(page, 3))];
        const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
          touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
        await playground.change(page, async () => {
          await send('touchStart', [start]);
          for (const part of [0.2, 0.4, 0.6, 0.8, 1]) {
            await send('touchMove', [
              { x: start.x + part * (end.x - start.x), y: start.y + part * (end.y - start.y) },
            ]);
          }
          await send('touchEnd', []);
        });
        expect(await seatsOf(page)).toMatchObject({ 3: 2 });
      },
      { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    );
  });

  it('by keyboard: arrows move, Enter picks up and puts down, Escape lets go; one stop of Tab each', async () => {
    await playground.visit(async (page) => {
      await seat(page, 0).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      expect(await seat(page, 1).getAttribute('aria-pressed')).toBe('true');
      expect(await page.getByRole('status').innerText()).toMatch(/image of seat 2 is picked up/);
      await page.keyboard.press('End');
      const swapped = await playground.change(page, () => page.keyboard.press('Enter'));
      expect(swapped).toEqual([0, 15, 10, 5]);
      await page.keyboard.press('Home');
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      const label = () => page.evaluate(`document.activeElement.getAttribute('aria-label')`);
      while (!/^Label/.test(String(await label()))) await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowRight');
      expect(await playground.change(page, () => page.keyboard.press('Enter'))).toEqual([1, 15, 10, 5]);
      await page.keyboard.press('Enter');
      expect(await page.locator('[aria-pressed="true"]').count()).toBe(1);
      await page.keyboard.press('Escape');
      expect(await page.locator('[aria-pressed="true"]').count()).toBe(0);
      expect(await page.locator('[data-rove][tabindex="0"]').count()).toBe(2);
    });
  });

  it('gives the batch another number of seats, which the address holds', async () => {
    let address = '';
    await playground.visit(async (page) => {
      const field = page.getByLabel('Seats', { exact: true });
      const resize = async (count: string) => {
        await field.fill(count);
        await field.press('Enter');
      };
      expect(await page.locator('.seat-count').innerText()).toContain('trained on batches of 4');
      // What changes while one types leaves what is typed.
      await field.fill('8');
      await playground.change(page, () => page.evaluate(`location.hash = 'batch=2.5.10.15'`));
      expect(await field.inputValue()).toBe('8');
      await playground.change(page, () => page.evaluate(`location.hash = 'batch=0.5.10.15'`));
      expect(await playground.change(page, () => field.press('Enter'))).toEqual([
        ...[0, 5, 10, 15, 1, 6, 11, 16],
      ]);
      expect(await answersOf(page, 'balanced', 'batch')).toHaveLength(8);
      expect(page.url()).toContain('batch=0.5.10.15.1.6.11.16');
      await page.getByRole('button', { name: 'Circulate a weak image' }).click();
      await page.getByText('Step 0 of 8').waitFor();
      expect(await playground.change(page, () => resize('3'))).toHaveLength(3);
      address = new URL(page.url()).hash;
      const seats = await seatsOf(page);
      await resize('0');
      expect([await seatsOf(page), await field.inputValue()]).toEqual([seats, '3']);
      await resize('20');
      await page.getByRole('button', { name: 'Find me a flip' }).click();
      await page.getByText('there is none to exchange one for').waitFor();
    });
    await playground.visit(async (page) => expect(await seatsOf(page)).toHaveLength(3), {
      fragment: address,
    });
  });

  it('scales the central part of a picture of one’s own, white where it is transparent', async () => {
    // Blue at the sides; in the middle red above, and below nothing.
    const pixels = Uint8Array.from({ length: 64 * 32 * 4 }, (_, at) => {
      const [x, y, channel] = [Math.floor(at / 4) % 64, Math.floor(at / 256), at % 4];
      if (x < 16 || x >= 48) return [0, 0, 255, 255][channel]!;
      return y < 16 ? [255, 0, 0, 255][channel]! : 0;
    });
    const buffer = await sharp(pixels, { raw: { width: 64, height: 32, channels: 4 } })
      .png()
      .toBuffer();
    await playground.visit(async (page) => {
      await page
        .getByLabel(/Add a picture/)
        .setInputFiles({ name: 'own.png', mimeType: 'image/png', buffer });
      await page.getByText('Your picture is picked up').waitFor();
      await playground.change(page, () => seat(page, 0).click());
      const { size, rows } = await seat(page, 0)
        .locator('canvas')
        .evaluate((element) => {
          const canvas = element as HTMLCanvasElement;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          const row = (y: number) =>
            [0, canvas.width - 1].map((x) => [
              ...data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4),
            ]);
          return { size: [canvas.width, canvas.height], rows: [row(2), row(canvas.height - 3)] };
        });
      expect(size).toEqual([16, 16]);
      const [red, white] = [
        [255, 0, 0, 255],
        [255, 255, 255, 255],
      ];
      expect(rows[0]![0]).toEqual(red);
      expect(rows[1]![0]).toEqual(white);
      expect(rows.flat().every(([, , blue], place) => blue === (place < 2 ? 0 : 255))).toBe(true);
    });
  });

  it('takes a picture of one’s own, by file and by drop, and refuses what is none', async () => {
    await playground.visit(async (page) => {
      const picture = { name: 'own.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') };
      await page.getByLabel(/Add a picture/).setInputFiles(picture);
      await page.getByText('Your picture is picked up').waitFor();
      const own = playground.site.shelf.count;
      expect(await playground.change(page, () => seat(page, 1).click())).toEqual([0, own, 10, 15]);
      expect(await seat(page, 1).getAttribute('aria-label')).toBe('Seat 2, label none (your picture)');
      expect(await page.locator('th.network', { hasText: 'of 3 right' }).count()).toBe(4);
      expect(page.url()).toContain('batch=0.-.10.15');
      await page.evaluate((base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }));
      }, PNG);
      expect(await playground.change(page, () => seat(page, 0).click())).toEqual([own + 1, own, 10, 15]);
      await page
        .getByLabel(/Add a picture/)
        .setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
      await page.getByText('cannot read that file as a picture').waitFor();
    });
  });
});
